/* plain_record.h - the fields of a line that is a whole record without surprises.
 *
 * Nearly every line of nearly every file is one.  Splitting it takes a third of the time
 * that libcsv needs, which looks at every byte as if it could be anything. */
#ifndef ATRISK_DATA_PLAIN_RECORD_H
#define ATRISK_DATA_PLAIN_RECORD_H

#include "data/lines.h"

enum { ATR_PLAIN_MOST = 64 };

typedef struct {
    const char *text; /* within the line: no zero follows it */
    size_t      length;
} atr_field;

/* Split a line into fields: blanks around them are left out, and quotes around all of one.
 *
 *   field  [ATR_PLAIN_MOST] filled
 *
 * Returns how many there are; 0, when libcsv has to look: a quote stands elsewhere or is
 * doubled, the record goes on on the next line, or there are more fields than room. */
size_t atr_plain_split(const atr_line *line, char separator, atr_field *field);

#endif
