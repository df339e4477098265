#!/usr/bin/env Rscript
# Write tests/golden/pairwise.csv and pairwise_adjust.csv, the reference for
# tests/test_pairwise.c.  Tests: survdiff of R's survival (3.5-3 with R 4.2.2); adjusted
# p-values: p.adjust, and 1 - (1 - p)^n for Sidak's.  Run from the repository root.
suppressPackageStartupMessages(library(survival))
source("scripts/golden/cases.R")

methods <- c("holm", "bonferroni", "hochberg", "hommel", "BH", "BY")
adjusted <- function(p) {
  all <- lapply(setNames(methods, methods), function(m) p.adjust(p, m))
  data.frame(all, sidak = -expm1(sum(!is.na(p)) * log1p(-p)))
}

tests <- list(c("lung", "ph.ecog", "-"), c("kidney", "disease", "-"),
              c("kidney", "disease", "sex"))
rows <- NULL
for (a in tests) {
  d <- prepare(read_case(a[1]), cases[[a[1]]], a[2], a[3])
  pairs <- combn(sort(unique(d$group)), 2)
  t <- apply(pairs, 2, function(g) {
    two <- d[d$group %in% g, ]
    f <- if (a[3] == "-") survdiff(Surv(time, event) ~ group, data = two)
         else survdiff(Surv(time, event) ~ group + strata(stratum), data = two)
    f$chisq
  })
  p <- pchisq(t, 1, lower.tail = FALSE)
  rows <- rbind(rows, data.frame(case = a[1], group_by = a[2], strata_by = a[3],
    first = as.integer(pairs[1, ]), second = as.integer(pairs[2, ]), statistic = t, p = p,
    adjusted(p)))
}
write_golden(rows, "pairwise")

lists <- list(c(0.01, 0.02, 0.03, 0.04, 0.05), c(0.5, 0.001, 0.2, 0.04, 0.04, 0.9, 0.03),
              c(0.012, NA, 0.011, 0.02, NA, 0.06), c(0.3, 0.3, 0.3), 0.04,
              c(1e-300, 1e-20, 1, 0), c(0.8, 0.9, 0.95, 0.99))
rows <- do.call(rbind, lapply(seq_along(lists), function(k)
  data.frame(list = k, p = lists[[k]], adjusted(lists[[k]]))))
write_golden(rows, "pairwise_adjust")
