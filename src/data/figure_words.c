/* figure_words.c - what the heading of a column says about it. */
#include "data/figure_words.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 63 };

/* How a heading reads with nothing but its letters and digits, in lower case. */
typedef struct {
    const char *word;
    atr_role    curves, risk, marks;
} meaning;

#define I ATR_ROLE_IGNORED
static const meaning meanings[] = {
    {"t", ATR_ROLE_TIME, ATR_ROLE_TIME, ATR_ROLE_TIME},
    {"tk", ATR_ROLE_TIME, ATR_ROLE_TIME, ATR_ROLE_TIME},
    {"ti", ATR_ROLE_TIME, ATR_ROLE_TIME, ATR_ROLE_TIME},
    {"x", ATR_ROLE_TIME, ATR_ROLE_TIME, ATR_ROLE_TIME},
    {"time", ATR_ROLE_TIME, ATR_ROLE_TIME, ATR_ROLE_TIME},
    {"times", ATR_ROLE_TIME, ATR_ROLE_TIME, ATR_ROLE_TIME},
    {"trisk", ATR_ROLE_TIME, ATR_ROLE_TIME, ATR_ROLE_TIME},
    {"timerisk", ATR_ROLE_TIME, ATR_ROLE_TIME, ATR_ROLE_TIME},
    {"s", ATR_ROLE_SURVIVAL, I, I},
    {"st", ATR_ROLE_SURVIVAL, I, I},
    {"sk", ATR_ROLE_SURVIVAL, I, I},
    {"surv", ATR_ROLE_SURVIVAL, I, I},
    {"survival", ATR_ROLE_SURVIVAL, I, I},
    {"survprob", ATR_ROLE_SURVIVAL, I, I},
    {"survivalprobability", ATR_ROLE_SURVIVAL, I, I},
    {"survivalprob", ATR_ROLE_SURVIVAL, I, I},
    {"survivalpercent", ATR_ROLE_SURVIVAL, I, I},
    {"km", ATR_ROLE_SURVIVAL, I, I},
    {"cuminc", ATR_ROLE_INCIDENCE, I, I},
    {"cif", ATR_ROLE_INCIDENCE, I, I},
    {"incidence", ATR_ROLE_INCIDENCE, I, I},
    {"cumulativeincidence", ATR_ROLE_INCIDENCE, I, I},
    {"failure", ATR_ROLE_INCIDENCE, I, I},
    {"fail", ATR_ROLE_INCIDENCE, I, I},
    {"1s", ATR_ROLE_INCIDENCE, I, I},
    {"events", ATR_ROLE_INCIDENCE, ATR_ROLE_EVENTS, I},
    {"event", ATR_ROLE_INCIDENCE, ATR_ROLE_EVENTS, I},
    {"y", ATR_ROLE_VALUE, ATR_ROLE_VALUE, I},
    {"prob", ATR_ROLE_VALUE, I, I},
    {"probability", ATR_ROLE_VALUE, I, I},
    {"percent", ATR_ROLE_VALUE, I, I},
    {"n", I, ATR_ROLE_VALUE, ATR_ROLE_VALUE},
    {"nrisk", I, ATR_ROLE_VALUE, I},
    {"nar", I, ATR_ROLE_VALUE, I},
    {"natrisk", I, ATR_ROLE_VALUE, I},
    {"atrisk", I, ATR_ROLE_VALUE, I},
    {"risk", I, ATR_ROLE_VALUE, I},
    {"numberatrisk", I, ATR_ROLE_VALUE, I},
    {"noatrisk", I, ATR_ROLE_VALUE, I},
    {"nevent", I, ATR_ROLE_EVENTS, I},
    {"nevents", I, ATR_ROLE_EVENTS, I},
    {"censored", I, ATR_ROLE_CENSORED, ATR_ROLE_VALUE},
    {"ncensor", I, ATR_ROLE_CENSORED, ATR_ROLE_VALUE},
    {"ncensored", I, ATR_ROLE_CENSORED, ATR_ROLE_VALUE},
    {"count", I, ATR_ROLE_VALUE, ATR_ROLE_VALUE},
    {"te", I, ATR_ROLE_TOTAL, I},
    {"totevents", I, ATR_ROLE_TOTAL, I},
    {"totalevents", I, ATR_ROLE_TOTAL, I},
    {"curve", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"arm", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"group", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"label", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"name", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"treatment", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"treat", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"strata", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"series", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"dataset", ATR_ROLE_CURVE, ATR_ROLE_CURVE, ATR_ROLE_CURVE},
    {"", I, I, I},
    {"id", I, I, I},
    {"k", I, I, I},
    {"no", I, I, I},
    {"nr", I, I, I},
    {"row", I, I, I},
    {"index", I, I, I},
    {"obs", I, I, I},
    {"interval", I, I, I},
    {"lower", I, I, I},
    {"upper", I, I, I},
    {"studyid", I, I, I},
    {"study", I, I, I},
    {"figure", I, I, I},
};
#undef I

typedef struct {
    const char *word;
    double      days;
} unit;

/* A month is a twelfth of the Julian year. */
static const unit units[] = {
    {"day", 1},       {"days", 1},         {"d", 1},           {"week", 7},
    {"weeks", 7},     {"wk", 7},           {"month", 30.4375}, {"mo", 30.4375},
    {"mos", 30.4375}, {"months", 30.4375}, {"year", 365.25},   {"years", 365.25},
    {"yr", 365.25},   {"yrs", 365.25},
};

/* Letters and digits in lower case; bytes beyond ASCII stay as they are. */
static void simplify(const char *text, size_t length, char word[LONGEST + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < length && n < LONGEST; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c > '~' || isalnum(c)) word[n++] = (char)tolower(c);
    }
    word[n] = '\0';
}

static atr_role find(const char *text, size_t length, atr_figure_kind kind)
{
    char word[LONGEST + 1];
    simplify(text, length, word);
    if (length && !*word) return ATR_ROLE_UNKNOWN; /* "+" is a name, too */
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(word, meanings[i].word) != 0) continue;
        switch (kind) {
        case ATR_FIGURE_CURVES: return meanings[i].curves;
        case ATR_FIGURE_RISK: return meanings[i].risk;
        case ATR_FIGURE_MARKS: return meanings[i].marks;
        }
    }
    return ATR_ROLE_UNKNOWN;
}

double atr_days_in(const char *text, size_t length)
{
    char word[LONGEST + 1];
    simplify(text, length, word);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(word, units[i].word) == 0) return units[i].days;
    return 0;
}

static bool parts(char c)
{
    return c == ' ' || c == '_' || c == '.' || c == '-' || c == '(' || c == ')' ||
           c == '[' || c == ']' || c == ',' || c == '/' || c == ':';
}

/* Does one of the words of the heading name a unit of time? */
static double find_unit(const char *text)
{
    double days = 0;
    while (*text && days == 0) {
        size_t length = 0;
        while (text[length] && !parts(text[length])) length++;
        days = length > 1 ? atr_days_in(text, length) : 0;
        text += length + (text[length] != '\0');
    }
    return days;
}

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) != 0;
}

/* Does it say something about the numbers below? */
static bool is_of_numbers(atr_role role)
{
    return role != ATR_ROLE_IGNORED && role != ATR_ROLE_CURVE && role != ATR_ROLE_UNKNOWN;
}

static bool is_one_letter(const char *text, size_t length)
{
    char word[LONGEST + 1];
    simplify(text, length, word);
    return word[0] && !word[1];
}

/* "Line 2 x", "A at risk": the last words say what it is, the others whose it is. */
static atr_heading split_last_words(const char *text, atr_figure_kind kind)
{
    const size_t length = strlen(text);
    for (size_t words = 1; words < length; words++) {
        if (parts(text[words]) || !parts(text[words - 1])) continue;
        const atr_role role = find(text + words, length - words, kind);
        size_t         head = words;
        while (head > 0 && parts(text[head - 1])) head--;
        if (head && is_of_numbers(role))
            return (atr_heading){.role = role,
                                 .name_length = head,
                                 .letter = is_one_letter(text + words, length - words)};
    }
    return (atr_heading){0};
}

/* "x1": the number says whose. */
static atr_heading split_number(const char *text, atr_figure_kind kind)
{
    size_t letters = 0;
    while (is_letter(text[letters])) letters++;
    const size_t   digits = strspn(text + letters, "0123456789");
    const atr_role role = find(text, letters, kind);
    if (!letters || !digits || text[letters + digits] || !is_of_numbers(role))
        return (atr_heading){0};
    return (atr_heading){.role = role};
}

static atr_heading split_name(const char *text, atr_figure_kind kind)
{
    const atr_heading heading = split_last_words(text, kind);
    return heading.role ? heading : split_number(text, kind);
}

/* "Time (months)", "survival [%]": what stands in parentheses is a unit. */
static size_t without_unit(const char *text)
{
    size_t length = strcspn(text, "([");
    return length ? length : strlen(text);
}

static bool says_percent(const char *text)
{
    return strchr(text, '%') || strstr(text, "percent");
}

atr_heading atr_heading_read(const char *text, atr_figure_kind kind)
{
    atr_heading  heading = {.role = find(text, strlen(text), kind)};
    const double days = find_unit(text);
    if (heading.role == ATR_ROLE_UNKNOWN || heading.role == ATR_ROLE_IGNORED) {
        const atr_role role = find(text, without_unit(text), kind);
        if (role != ATR_ROLE_UNKNOWN && *text) heading.role = role;
    }
    if (heading.role == ATR_ROLE_UNKNOWN && days > 0) heading.role = ATR_ROLE_TIME;
    if (heading.role == ATR_ROLE_UNKNOWN) heading = split_name(text, kind);
    heading.days = heading.role == ATR_ROLE_TIME ? days : 0;
    heading.percent = says_percent(text);
    return heading;
}

/* The longest beginning that says something, up to the end of a word. */
atr_heading atr_heading_read_first(const char *text, atr_figure_kind kind)
{
    size_t end = strlen(text);
    while (end > 0 && parts(text[end - 1])) end--;
    for (size_t words = end; words-- > 2;) {
        const atr_role role = parts(text[words]) ? find(text, words, kind) : 0;
        size_t         name = words;
        if (!is_of_numbers(role)) continue;
        while (name < end && parts(text[name])) name++;
        return (atr_heading){.role = role,
                             .name_start = name,
                             .name_length = end - name,
                             .days = role == ATR_ROLE_TIME ? find_unit(text) : 0,
                             .percent = says_percent(text)};
    }
    return (atr_heading){0};
}
