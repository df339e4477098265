#!/usr/bin/env Rscript
# Write tests/golden/turnbull.csv, the reference for tests/test_turnbull.c: the masses of
# the three data sets in tests/golden/data/interval_censored.csv by plain
# self-consistency (Turnbull 1976, eq. 3.6), iterated until no mass changes by 1e-15.
# survfit of R's survival (3.5-3), which stops at 5e-5, must agree to 1e-3.  Run from the
# repository root.
suppressPackageStartupMessages(library(survival))

# Beginnings and ends in the order of turnbull_cells.c: closed left, right, open left.
cells <- function(left, right) {
  point <- left == right
  end <- data.frame(time = c(left, right),
                    kind = c(ifelse(point, 0, 2), rep(1, length(right))))
  end <- end[order(end$time, end$kind), ]
  k <- which(end$kind == 1 & c(1, head(end$kind, -1)) != 1)
  data.frame(left = end$time[k - 1], right = end$time[k])
}

estimate <- function(set) {
  d <- all[all$set == set, ]
  cell <- cells(d$left, d$right)
  covers <- outer(seq_len(nrow(d)), seq_len(nrow(cell)), function(i, j) {
    point <- d$left[i] == d$right[i]
    inside <- d$left[i] <= cell$left[j] & cell$right[j] <= d$right[i]
    # a point at the open left end of (left, right] is outside
    inside & !(cell$left[j] == cell$right[j] & cell$left[j] == d$left[i] & !point)
  })
  p <- rep(1 / nrow(cell), nrow(cell))
  repeat {
    q <- p * colSums(d$weight * covers / as.vector(covers %*% p)) / sum(d$weight)
    if (max(abs(q - p)) < 1e-15) break
    p <- q
  }
  gradient <- colSums(d$weight * covers / as.vector(covers %*% q)) / sum(d$weight)
  stopifnot(max(gradient) < 1 + 1e-9)
  check(d, cell, q)
  data.frame(set = set, left = cell$left, right = cell$right, mass = q,
             loglik = sum(d$weight * log(covers %*% q)))
}

check <- function(d, cell, mass) {
  open <- function(x) ifelse(is.finite(x), x, NA)
  time <- Surv(open(d$left), open(d$right), type = "interval2")
  r <- survfit(time ~ 1, weights = d$weight)
  for (k in which(is.finite(cell$right))) {
    survival <- summary(r, times = cell$right[k], extend = TRUE)$surv
    stopifnot(abs(survival - sum(mass[-seq_len(k)])) < 1e-3)
  }
}

all <- read.csv("tests/golden/data/interval_censored.csv")
all$left[is.na(all$left)] <- -Inf
all$right[is.na(all$right)] <- Inf
golden <- do.call(rbind, lapply(unique(all$set), estimate))
golden[-1] <- lapply(golden[-1], function(x) sprintf("%.17g", x))
write.csv(golden, "tests/golden/turnbull.csv", row.names = FALSE, quote = FALSE)
