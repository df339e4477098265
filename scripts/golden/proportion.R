#!/usr/bin/env Rscript
# Write tests/golden/proportion_{one,two,more}.csv: the references for
# tests/test_proportion.c.  Run from the repository root.
#
# prop.test, qbeta and chisq.test give closed forms or full precision.  fisher.test stops
# its search for the odds ratio and its limits early (up to 1% off in small tables), so the
# defining equations are solved here in full and only compared with it.

solve_log <- function(f) {
  uniroot(f, c(-60, 60), tol = 1e-15, maxiter = 10000)$root
}

# Sums over all tables with the margins n1, n2, m at a log odds ratio.
noncentral <- function(x, n1, n2, m) {
  support <- max(0, m - n2):min(m, n1)
  centre <- dhyper(support, n1, n2, m, log = TRUE)
  density <- function(log_odds) {
    w <- centre + (support - x) * log_odds
    w <- exp(w - max(w))
    w / sum(w)
  }
  list(low = min(support), high = max(support),
       mean = function(l) sum((support - x) * density(l)),
       at_least = function(l) sum(density(l)[support >= x]),
       at_most = function(l) sum(density(l)[support <= x]))
}

exact_odds <- function(k1, n1, k2, n2, level) {
  d <- noncentral(k1, n1, n2, k1 + k2)
  tail <- (1 - level) / 2
  floor_log <- function(p) log(max(p, 1e-300))
  c(value = if (d$low == d$high) NaN else if (k1 == d$low) 0 else if (k1 == d$high) Inf
            else exp(solve_log(d$mean)),
    lower = if (k1 == d$low) 0
            else exp(solve_log(function(l) floor_log(d$at_least(l)) - log(tail))),
    upper = if (k1 == d$high) Inf
            else exp(solve_log(function(l) log(tail) - floor_log(d$at_most(l)))))
}

log_wald <- function(r, e, z) {
  if (!is.finite(e) || !is.finite(r)) return(c(r, NaN, NaN, NaN))
  c(r, e, r * exp(-z * e), r * exp(z * e))
}

two <- function(k1, n1, k2, n2, level) {
  table <- rbind(c(k1, n1 - k1), c(k2, n2 - k2))
  z <- qnorm((1 - level) / 2, lower.tail = FALSE)
  p1 <- k1 / n1
  p2 <- k2 / n2
  e <- sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
  rd <- c(p1 - p2, e, max(-1, p1 - p2 - z * e), min(1, p1 - p2 + z * e))
  rr <- log_wald(p1 / p2, sqrt(1 / k1 - 1 / n1 + 1 / k2 - 1 / n2), z)
  or <- log_wald(table[1, 1] * table[2, 2] / (table[1, 2] * table[2, 1]),
                 sqrt(sum(1 / table)), z)
  chi <- function(correct) {
    x <- suppressWarnings(chisq.test(table, correct = correct))$statistic
    c(x, pchisq(x, 1, lower.tail = FALSE), pchisq(x, 1, lower.tail = FALSE, log.p = TRUE))
  }
  m <- k1 + k2
  support <- max(0, m - n2):min(m, n1)
  d <- dhyper(support, n1, n2, m)
  fisher <- exact_odds(k1, n1, k2, n2, level)
  p <- c(sum(d[d <= d[support == k1] * (1 + 1e-7)]), phyper(k1, n1, n2, m),
         phyper(k1 - 1, n1, n2, m, lower.tail = FALSE))

  loose <- fisher.test(table, conf.level = level)
  stopifnot(all.equal(loose$p.value, p[1], tolerance = 1e-10))
  if (!is.nan(fisher["value"])) {
    stopifnot(all.equal(unname(loose$estimate), unname(fisher["value"]), tolerance = 0.02),
              all.equal(c(loose$conf.int), unname(fisher[2:3]), tolerance = 0.02))
  }
  c(k1, n1, k2, n2, level, rd, rr, or, fisher, chi(FALSE), chi(TRUE), p)
}

one <- function(k, n, level) {
  tail <- (1 - level) / 2
  wilson <- suppressWarnings(prop.test(k, n, conf.level = level, correct = FALSE))$conf.int
  exact <- c(if (k == 0) 0 else qbeta(tail, k, n - k + 1),
             if (k == n) 1 else qbeta(tail, k + 1, n - k, lower.tail = FALSE))
  stopifnot(all.equal(c(binom.test(k, n, conf.level = level)$conf.int), exact))
  c(k, n, level, k / n, sqrt(k / n * (1 - k / n) / n), wilson, exact)
}

# Newcombe's limits, the odds ratio with 1/2 added, the G test, the mid-p.
more <- function(k1, n1, k2, n2, level) {
  wilson <- function(k, n)
    suppressWarnings(prop.test(k, n, conf.level = level, correct = FALSE))$conf.int
  w1 <- wilson(k1, n1)
  w2 <- wilson(k2, n2)
  p1 <- k1 / n1
  p2 <- k2 / n2
  z <- qnorm((1 - level) / 2, lower.tail = FALSE)
  table <- rbind(c(k1, n1 - k1), c(k2, n2 - k2))
  half <- table + 0.5
  expected <- outer(rowSums(table), colSums(table)) / sum(table)
  g <- 2 * sum(ifelse(table > 0, table * log(table / expected), 0))
  m <- k1 + k2
  itself <- dhyper(k1, n1, n2, m) / 2
  c(k1, n1, k2, n2, level, p1 - p2 - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2),
    p1 - p2 + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2),
    log_wald(half[1, 1] * half[2, 2] / (half[1, 2] * half[2, 1]), sqrt(sum(1 / half)), z),
    if (m == 0 || m == n1 + n2) c(NaN, NaN, NaN)
    else c(g, pchisq(g, 1, lower.tail = FALSE), pchisq(g, 1, lower.tail = FALSE, log.p = TRUE)),
    min(1, 2 * min(phyper(k1, n1, n2, m) - itself,
                   phyper(k1 - 1, n1, n2, m, lower.tail = FALSE) - itself)))
}

write_golden <- function(rows, names, file) {
  table <- as.data.frame(do.call(rbind, lapply(rows, unname)))
  names(table) <- names
  text <- vapply(table, function(x) sub("^NA$", "NaN", formatC(x, digits = 17, format = "g")),
                 character(nrow(table)))
  write.csv(matrix(trimws(text), nrow(table), dimnames = list(NULL, names)),
            file.path("tests/golden", file), row.names = FALSE, quote = FALSE)
}

write_golden(
  list(one(198, 265, 0.95), one(116, 181, 0.95), one(147, 265, 0.985), one(0, 10, 0.95),
       one(10, 10, 0.95), one(1, 10, 0.9), one(0, 1, 0.95), one(1, 1, 0.95), one(1, 2, 0.99),
       one(5000, 10000, 0.95), one(3, 100000, 0.95), one(99999, 100000, 0.999),
       one(17, 23, 0.5)),
  c("k", "n", "level", "value", "std_error", "wilson_lower", "wilson_upper", "exact_lower",
    "exact_upper"), "proportion_one.csv")

tables <- list(c(198, 265, 116, 181, 0.95), c(147, 265, 74, 181, 0.95),
       c(144, 331, 112, 329, 0.95), c(219, 331, 157, 329, 0.95),
       c(71, 135, 35, 135, 0.95), c(72, 135, 35, 135, 0.95), c(50, 135, 23, 135, 0.95),
       c(50, 135, 23, 135, 0.985), c(0, 20, 5, 20, 0.95), c(5, 20, 0, 20, 0.95),
       c(20, 20, 15, 20, 0.95), c(15, 20, 20, 20, 0.95), c(20, 20, 0, 20, 0.95),
       c(0, 12, 0, 15, 0.95), c(12, 12, 15, 15, 0.95), c(0, 1, 1, 1, 0.95),
       c(1, 1, 1, 1, 0.95), c(1, 2, 1, 2, 0.9), c(3, 4, 1, 4, 0.95),
       c(2, 3, 5, 9, 0.5), c(5000, 10000, 5200, 10000, 0.95),
       c(9000, 10000, 1000, 10000, 0.95), c(2, 30000, 9, 31000, 0.99),
       c(400, 500, 100, 500, 0.999))

estimate <- function(name) paste(name, c("value", "std_error", "lower", "upper"), sep = "_")
test <- function(name) paste(name, c("statistic", "p", "log_p"), sep = "_")
write_golden(
  lapply(tables, function(x) do.call(two, as.list(x))),
  c("k1", "n1", "k2", "n2", "level", estimate("difference"), estimate("risk_ratio"),
    estimate("odds_ratio"), "fisher_value", "fisher_lower", "fisher_upper", test("pearson"),
    test("yates"), "fisher_p", "fisher_p_less", "fisher_p_greater"),
  "proportion_two.csv")
write_golden(
  lapply(c(tables, list(c(12, 17, 6, 15, 0.95), c(12, 17, 6, 15, 0.9), c(7, 15, 9, 20, 0.95),
                        c(7, 15, 9, 20, 0.9), c(30, 100, 22, 112, 0.95), c(30, 100, 22, 112, 0.9),
                        c(0, 10, 4, 12, 0.95), c(0, 10, 4, 12, 0.9), c(5, 5, 3, 10, 0.95),
                        c(5, 5, 3, 10, 0.9))), function(x) do.call(more, as.list(x))),
  c("k1", "n1", "k2", "n2", "level", "newcombe_lower", "newcombe_upper",
    estimate("haldane"), test("g"), "mid_p"), "proportion_more.csv")
