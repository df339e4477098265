# Write datasets/exercise/clicks.csv and risk.csv: what a person would click on the figure of
# the made-up trial in truth.csv, and read below it.  Run from the repository root after
#
#   atrisk simulate --patients 120,120 --median 22,14 --arms new,standard --accrual 18 \
#     --cutoff 42 --loss 0.008 --seed 1 -o datasets/exercise/truth.csv
#
# Survival: survfit of R's survival (3.5-3 with R 4.2.2).  A click is off by 0.3 points of
# percent and 0.1 months (standard deviations); every second step is clicked, at both ends.
library(survival)
set.seed(1)
folder <- "datasets/exercise"
truth <- read.csv(file.path(folder, "truth.csv"))

click <- function(arm) {
  s <- survfit(Surv(time, event) ~ 1, truth[truth$arm == arm, ])
  step <- which(s$n.event > 0)
  step <- step[seq(1, length(step), 2)]
  before <- c(1, s$surv)[step]
  p <- data.frame(x = c(0, rep(s$time[step], each = 2), max(s$time)),
                  y = 100 * c(1, rbind(before, s$surv[step]), min(s$surv)))
  off <- function(sd) c(0, rnorm(nrow(p) - 1, sd = sd))
  p <- data.frame(x = pmax(0, p$x + off(0.1)), y = pmin(100, p$y + off(0.3)))
  p[order(p$x), ]
}

clicks <- lapply(c("new", "standard"), click)
rows <- max(sapply(clicks, nrow))
cells <- sapply(clicks, function(p) c(sprintf("%.4f,%.4f", p$x, p$y), rep(",", rows - nrow(p))))
writeLines(c("new,,standard,", "X,Y,X,Y", apply(cells, 1, paste, collapse = ",")),
           file.path(folder, "clicks.csv"))

times <- seq(0, 36, 6)
at_risk <- sapply(c("new", "standard"),
                  function(arm) sapply(times, function(t) sum(truth$time[truth$arm == arm] >= t)))
writeLines(c(paste(c("", times), collapse = ","),
             paste(c("new", at_risk[, "new"]), collapse = ","),
             paste(c("standard", at_risk[, "standard"]), collapse = ",")),
           file.path(folder, "risk.csv"))
