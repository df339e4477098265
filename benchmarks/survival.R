# survival.R CSV: processor seconds of the analyses of bench_survival.c in R, a line each.
# A name with -fit is R's own C code called bare.
suppressMessages({ library(survival); library(data.table) })
setDTthreads(1)
file <- commandArgs(TRUE)[1]
repeats <- if (length(commandArgs(TRUE)) > 1) as.integer(commandArgs(TRUE)[2]) else 3
cpu <- function(run) {
  once <- function() { gc(FALSE); sum(system.time(run())[c(1, 2)]) }
  min(replicate(repeats, once()))
}
say <- function(name, run) cat(name, format(cpu(run), digits = 6), "\n")
d <- fread(file, data.table = FALSE)
y <- with(d, Surv(time, event))
bare <- function(x) coxph.fit(x, y, NULL, NULL, NULL, coxph.control(), NULL, "efron",
                              as.character(seq_len(nrow(x))))
say("read", function() fread(file, data.table = FALSE))
say("km", function() survfit(y ~ arm, d))
say("logrank", function() survdiff(y ~ arm, d))
say("cox-arm", function() coxph(y ~ arm, d))
x1 <- as.matrix(as.numeric(d$arm))
say("cox-arm-fit", function() bare(x1))
for (p in c(5, 20)) {
  columns <- paste0("x", seq_len(p))
  if (!all(columns %in% names(d))) next
  model <- reformulate(columns, "y")
  say(paste0("cox-", p), function() coxph(model, d))
  x <- as.matrix(d[columns])
  say(paste0("cox-", p, "-fit"), function() bare(x))
}
