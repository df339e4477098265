/* main.c - the command line tool. */
#include <stdio.h>

int main(void)
{
    puts("atrisk " ATRISK_VERSION);
    return 0;
}
