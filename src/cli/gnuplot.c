/* gnuplot.c - a child process with its three streams redirected to files. */
#include "cli/gnuplot.h"

#include "base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_SIZE = 300, CHILD_FAILED = 127 };

/* The signals of the keyboard: while it waits, the caller only remembers an interrupt (one
 * ignored before, as in the background, stays ignored) and lets a quit pass, as system().
 */
typedef struct {
    struct sigaction interrupt, quit;
} keyboard;

static volatile sig_atomic_t interrupted;

static void remember(int number)
{
    (void)number;
    interrupted = 1;
}

static keyboard hold_keyboard(void)
{
    keyboard         before;
    struct sigaction held = {0};
    interrupted = 0;
    held.sa_handler = remember;
    sigaction(SIGINT, &held, &before.interrupt);
    held.sa_handler = SIG_IGN;
    if (before.interrupt.sa_handler == SIG_IGN) sigaction(SIGINT, &held, NULL);
    sigaction(SIGQUIT, &held, &before.quit);
    return before;
}

static void restore_keyboard(const keyboard *before)
{
    sigaction(SIGINT, &before->interrupt, NULL);
    sigaction(SIGQUIT, &before->quit, NULL);
}

/* In the child: become gnuplot, or tell the parent through `broken` why not.  The script
 * is standard input under its own name: given no file, gnuplot would go on after an error.
 * -d keeps the user's own settings out of the figure. */
static void become_gnuplot(const int stream[3], int broken)
{
    char *const argv[] = {"gnuplot", "-d", "/dev/stdin", NULL};
    bool        ready = true;
    for (int i = 0; i < 3; i++) ready = ready && dup2(stream[i], i) == i;
    if (ready) execvp(argv[0], argv);
    const int why = errno;
    (void)!write(broken, &why, sizeof why);
    _exit(CHILD_FAILED);
}

static atr_status cannot_start(int why, atr_error *err)
{
    if (why != ENOENT)
        return atr_hint(err,
                        atr_fail(err, ATR_EIO, ATR_CODE_NO_GNUPLOT,
                                 "gnuplot cannot be started: %s", strerror(why)),
                        "--format gp writes the script, to be drawn elsewhere");
    return atr_hint(err,
                    atr_fail(err, ATR_EIO, ATR_CODE_NO_GNUPLOT, "gnuplot is not installed"),
                    "install it (Debian, Ubuntu: apt-get install gnuplot-nox; macOS: brew "
                    "install gnuplot), or write the script with --format gp and draw it "
                    "elsewhere");
}

/* gnuplot repeats the script's line, points at it, and then says what is wrong:
 *     "/dev/stdin" line 3: undefined variable: x                                 */
static void first_complaint(FILE *complaints, char *text)
{
    char line[LINE_SIZE];
    text[0] = '\0';
    rewind(complaints);
    while (fgets(line, sizeof line, complaints)) {
        line[strcspn(line, "\n")] = '\0';
        const bool verdict = strstr(line, "line ") && strchr(line, ':');
        const bool filled = line[strspn(line, " \t^")] != '\0';
        if (verdict || (filled && !text[0])) snprintf(text, LINE_SIZE, "%s", line);
        if (verdict) return;
    }
}

static atr_status judge(int ended, FILE *picture, FILE *complaints, atr_error *err)
{
    struct stat there;
    char        text[LINE_SIZE];
    const bool  drawn = fstat(fileno(picture), &there) == 0 && there.st_size > 0;
    if (interrupted) return atr_fail(err, ATR_EIO, ATR_CODE_INTERRUPTED, "interrupted");
    if (WIFEXITED(ended) && WEXITSTATUS(ended) == 0 && drawn) return ATR_OK;
    if (WIFSIGNALED(ended))
        return atr_fail(err, ATR_EIO, ATR_CODE_GNUPLOT_FAILED,
                        "gnuplot was stopped by signal %d", WTERMSIG(ended));
    first_complaint(complaints, text);
    return atr_hint(err,
                    atr_fail(err, ATR_EIO, ATR_CODE_GNUPLOT_FAILED, "gnuplot failed: %s",
                             text[0] ? text : "it drew nothing"),
                    "--format gp writes the script that it was given");
}

static atr_status start_and_wait(const int stream[3], int *ended, atr_error *err)
{
    int pipes[2];
    if (pipe(pipes) != 0) return cannot_start(errno, err);
    (void)fcntl(pipes[1], F_SETFD, FD_CLOEXEC);
    const pid_t child = fork();
    if (child == 0) { /* a signal that is caught is back to its default once gnuplot runs */
        signal(SIGQUIT, SIG_DFL);
        become_gnuplot(stream, pipes[1]);
    }
    int        why = errno;
    const bool forked = child > 0;
    close(pipes[1]);
    const bool failed = !forked || read(pipes[0], &why, sizeof why) == sizeof why;
    close(pipes[0]);
    while (forked && waitpid(child, ended, 0) < 0 && errno == EINTR)
        if (interrupted) kill(child, SIGTERM);
    return failed ? cannot_start(why, err) : ATR_OK;
}

atr_status gnuplot_run(FILE *script, FILE *picture, atr_error *err)
{
    FILE *complaints = tmpfile();
    if (!complaints || fflush(script) != 0 || fseek(script, 0, SEEK_SET) != 0 ||
        lseek(fileno(script), 0, SEEK_SET) != 0) {
        if (complaints) fclose(complaints);
        return atr_fail(err, ATR_EIO, ATR_CODE_CANNOT_WRITE,
                        "cannot write a temporary file: %s", strerror(errno));
    }
    const int      stream[] = {fileno(script), fileno(picture), fileno(complaints)};
    const keyboard before = hold_keyboard();
    int            ended = 0;
    atr_status     status = start_and_wait(stream, &ended, err);
    restore_keyboard(&before);
    if (!status) status = judge(ended, picture, complaints, err);
    fclose(complaints);
    return status;
}
