# page.awk - the commands in a page's blocks of ```console, and the page as it should be.
#
#   awk -v mode=script -f page.awk PAGE            a shell script of the commands
#   awk -v mode=page -f page.awk OUTPUT PAGE       the page with the output of that script
#
# A line "$ COMMAND" begins a command, which goes on behind a \ at the end of the line; the
# lines below are what it prints.  A line … among them stands for any lines: where the
# output fits, it is left as it is.

# The last line of the piece that begins at a shown line: before the next …, or the end.
function piece_end(from,   to) {
    for (to = from - 1; to < n_shown && shown[to + 1] != "…"; to++);
    return to
}

# Are the shown lines from .. to those of the output from line s on?
function fits_at(s, from, to, n,   k) {
    for (k = from; k <= to; k++)
        if (s + k - from > n || actual[command, s + k - from] != shown[k]) return 0
    return 1
}

# The first piece where the output begins, the last where it ends, others in between.
function fits(   n, s, from, to) {
    n = n_actual[command]
    to = piece_end(1)
    if (!fits_at(1, 1, to, n)) return 0
    for (s = to + 1; to < n_shown; s += to - from + 1) {
        from = to + 2
        to = piece_end(from)
        if (to == n_shown) return n - (to - from) >= s && fits_at(n - (to - from), from, to, n)
        while (!fits_at(s, from, to, n)) if (++s > n) return 0
    }
    return s == n + 1
}

function finish(   k, kept) {
    if (!command_open) return
    if (mode == "page") {
        kept = elided && fits()
        for (k = 1; kept && k <= n_shown; k++) print shown[k]
        for (k = 1; !kept && k <= n_actual[command]; k++) print actual[command, k]
    }
    command_open = 0
}

mode == "page" && FILENAME != ARGV[ARGC - 1] {
    if ($0 ~ /^@@command [0-9]+$/) { read = $2; next }
    actual[read, ++n_actual[read]] = $0
    next
}
/^```console$/ { inside = 1; if (mode == "page") print; next }
inside && /^```$/ { finish(); inside = 0 }
!inside { if (mode == "page") print; next }
inside && (/^[$] / || continued) {
    if (!continued) {
        finish()
        command++
        command_open = 1
        n_shown = elided = 0
        if (mode == "script") print "echo '@@command " command "'"
    }
    if (mode == "script") print continued ? $0 : substr($0, 3)
    else print
    continued = /\\$/
    next
}
{
    shown[++n_shown] = $0
    if ($0 == "…") elided = 1
}
