/* roff.h - text in the language of manual pages. */
#ifndef ATRISK_CLI_ROFF_H
#define ATRISK_CLI_ROFF_H

/* Write text to standard output so that roff shows it as it stands: no line begins a
 * request, hyphens stay hyphens and backslashes backslashes. */
void roff_text(const char *text);

/* The same for lines that keep their breaks and blanks. */
void roff_lines(const char *text);

#endif
