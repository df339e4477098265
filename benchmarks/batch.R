# The hazard ratios of a manifest by coxph and their log-rank tests, as a script would do it: processor
# seconds without and with starting R and its packages.
suppressPackageStartupMessages({library(survival); library(data.table)})
setDTthreads(1)
begun <- proc.time()
folder <- commandArgs(TRUE)[1]
m <- fread(file.path(folder, "manifest.csv"))
for (i in seq_len(nrow(m))) {
  d <- fread(file.path(folder, m$patients[i]))
  d$x <- as.numeric(d$arm_label == m$arm[i])
  f <- coxph(Surv(time, status) ~ x, d)
  s <- survdiff(Surv(time, status) ~ x, d)
}
spent <- (proc.time() - begun)[1:2]
cat(sum(spent), sum(proc.time()[1:2]), "\n")
