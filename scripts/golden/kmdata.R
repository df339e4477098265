#!/usr/bin/env Rscript
# Write tests/golden/kmdata.csv: the hazard ratio of every study of datasets/kmdata, for
# tests/test_kmdata.c.  Source of truth: survival::coxph, iterated to the end.  Run from the
# repository root.
suppressPackageStartupMessages(library(survival))
folder <- "datasets/kmdata"
m <- read.csv(file.path(folder, "manifest.csv"))
fit <- function(i) {
  d <- read.csv(file.path(folder, m$patients[i]))
  f <- coxph(Surv(time, status) ~ I(as.numeric(arm_label == m$arm[i])), d,
             control = coxph.control(eps = 1e-14, iter.max = 50))
  data.frame(study = m$id[i], log_hr = unname(coef(f)), std_error = sqrt(f$var[1]))
}
golden <- suppressWarnings(do.call(rbind, lapply(seq_len(nrow(m)), fit)))
golden$log_hr <- sprintf("%.17g", golden$log_hr)
golden$std_error <- sprintf("%.17g", golden$std_error)
write.csv(golden, "tests/golden/kmdata.csv", row.names = FALSE, quote = FALSE)
