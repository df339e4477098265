# resample.R CSV: processor seconds of the jobs of bench_resample.c as lean loops in R.
suppressMessages(library(survival))
d <- read.csv(commandArgs(TRUE)[1])
y <- Surv(d$time, d$event)
x <- matrix(as.numeric(d$arm))
arms <- split(seq_len(nrow(d)), d$arm)
cpu <- function(run) { gc(FALSE); sum(system.time(run())[c(1, 2)]) }
bootstrap <- function() for (i in 1:1000) {
  k <- unlist(lapply(arms, sample, replace = TRUE))
  coxph.fit(x[k, , drop = FALSE], y[k], NULL, NULL, NULL, coxph.control(), NULL, "efron", NULL)
}
permute <- function() for (i in 1:1000) { g <- sample(d$arm); survdiff(y ~ g) }
cat("bootstrap", min(replicate(3, cpu(bootstrap))), "\n")
cat("permutation", 10 * cpu(permute), "\n") # a tenth of them was made
