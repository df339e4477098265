# survival.R CSV: processor seconds of the analyses of bench_survival.c in R, a line each.
suppressMessages({ library(survival); library(data.table) })
setDTthreads(1)
file <- commandArgs(TRUE)[1]
cpu <- function(expr) { gc(FALSE); sum(system.time(expr)[c(1, 2)]) }
read <- cpu(d <- fread(file, data.table = FALSE))
y <- with(d, Surv(time, event))
cat("read", read, "\n")
cat("km", cpu(survfit(y ~ arm, d)), "\n")
cat("logrank", cpu(survdiff(y ~ arm, d)), "\n")
cat("cox1", cpu(coxph(y ~ arm, d)), "\n")
cat("cox6", cpu(coxph(y ~ arm + x1 + x2 + x3 + x4 + x5, d)), "\n")
