/* test_notes.c - a list of remarks that does not grow for ever. */
#include "atrisk/codes.h"
#include "atrisk/notes.h"

#include <criterion/criterion.h>
#include <string.h>

Test(notes, ten_thousand_are_listed_and_the_others_counted)
{
    enum { MOST = 10000, MORE = 7 };
    atr_notes      notes = {0};
    atr_diagnostic note = {.severity = ATR_NOTE, .code = ATR_CODE_CURVE_GAP};
    for (size_t i = 0; i < MOST; i++) atr_notes_append(&notes, &note);
    cr_expect(notes.n == MOST && notes.left_out == 0);
    cr_expect(notes.note[MOST - 1].code == ATR_CODE_CURVE_GAP);

    for (size_t i = 0; i < MORE; i++) {
        note.severity = i == 2 ? ATR_WARNING : ATR_NOTE;
        atr_notes_append(&notes, &note);
    }
    const atr_diagnostic *last = &notes.note[MOST - 1];
    cr_expect(notes.n == MOST && notes.left_out == MORE + 1);
    cr_expect(last->code == ATR_CODE_MORE_REMARKS && last->severity == ATR_WARNING);
    cr_expect_str_eq(last->message, "8 more remarks are left out");
    cr_expect(notes.note[MOST - 2].code == ATR_CODE_CURVE_GAP);
    atr_notes_free(&notes);
    cr_expect(notes.n == 0 && notes.left_out == 0);
}
