#!/usr/bin/env Rscript
# Write tests/golden/cmh_strata.csv (the tables) and cmh.csv, the reference for
# tests/test_cmh.c.  Source of truth: mantelhaen.test of R 4.2.2; what it lacks is computed
# from the formulas of the papers that cmh.h names, with uniroot for the expected counts
# and, for the risk difference, the variance in the form of Sato, Greenland & Robins.
# The exact analysis solves the equations for the convolution of hypergeometric
# distributions, and is compared with mantelhaen.test(exact = TRUE), whose search stops
# early.  Writes cmh_exact.csv too.  Run from the repository root.
number <- function(x) sub("NaN", "NA", sprintf("%.17g", x))

sets <- list(
  basic = rbind(c(12, 5, 6, 9), c(7, 8, 9, 11), c(30, 70, 22, 90)),
  zero = rbind(c(0, 10, 4, 8), c(5, 0, 3, 7)),
  berkeley = t(apply(UCBAdmissions, 3, function(x) c(x[1, 1], x[2, 1], x[1, 2], x[2, 2]))),
  one = rbind(c(12, 5, 6, 9)),
  sparse = rbind(c(1, 0, 0, 1), c(1, 0, 1, 0), c(0, 1, 1, 0), c(1, 0, 0, 1), c(3, 1, 0, 2)),
  uneven = rbind(c(400, 100, 20, 35), c(2, 3, 500, 900), c(1, 70, 1, 1000)),
  lacking = rbind(c(8, 4, 3, 9), c(5, 5, 0, 0), c(0, 0, 2, 7), c(0, 6, 0, 5), c(10, 4, 6, 7)))

homogeneity <- function(x, or) {
  use <- apply(x, 1, function(r) sum(r[1:2]) > 0 && sum(r[3:4]) > 0 && r[1] + r[3] > 0 && r[2] + r[4] > 0)
  x <- x[use, , drop = FALSE]
  df <- nrow(x) - 1
  if (df < 1) return(rep(NaN, 6))
  bd <- apply(x, 1, function(r) {
    n1 <- r[1] + r[2]
    n2 <- r[3] + r[4]
    m <- r[1] + r[3]
    f <- function(a) log(a) + log(n2 - m + a) - log(n1 - a) - log(m - a) - log(or)
    low <- max(0, m - n2)
    high <- min(n1, m)
    e <- uniroot(function(u) f(low + (high - low) * plogis(u)), c(-30, 30), tol = 1e-15, maxiter = 1e4)$root
    e <- low + (high - low) * plogis(e)
    c(r[1] - e, 1 / sum(1 / c(e, n1 - e, m - e, n2 - m + e)))
  })
  breslow <- sum(bd[1, ]^2 / bd[2, ])
  tarone <- breslow - sum(bd[1, ])^2 / sum(bd[2, ])
  cells <- if (any(x == 0)) x + 0.5 else x
  y <- log(cells[, 1] * cells[, 4] / (cells[, 2] * cells[, 3]))
  w <- 1 / rowSums(1 / cells)
  woolf <- sum(w * (y - sum(w * y) / sum(w))^2)
  p <- function(s) c(s, pchisq(s, df, lower.tail = FALSE))
  c(p(breslow), p(tarone), p(woolf))
}

row <- function(name, level) {
  x <- sets[[name]]
  z <- qnorm((1 - level) / 2, lower.tail = FALSE)
  both <- x[x[, 1] + x[, 2] > 0 & x[, 3] + x[, 4] > 0, , drop = FALSE]
  a <- both[, 1]; b <- both[, 2]; c_ <- both[, 3]; d <- both[, 4]
  n1 <- a + b; n2 <- c_ + d; n <- n1 + n2
  arr <- array(rbind(a, c_, b, d), c(2, 2, length(a)))
  keep <- apply(arr, 3, function(t) all(rowSums(t) > 0) && all(colSums(t) > 0))
  arr <- arr[, , keep, drop = FALSE]
  plain <- function(correct) if (dim(arr)[3] > 1)
    mantelhaen.test(arr, correct = correct, conf.level = level) else NULL
  t0 <- plain(FALSE)
  e <- apply(arr, 3, function(t) sum(t[1, ]) * sum(t[, 1]) / sum(t))
  v <- apply(arr, 3, function(t) prod(rowSums(t)) * prod(colSums(t)) / (sum(t)^2 * (sum(t) - 1)))
  delta <- abs(sum(arr[1, 1, ] - e))
  cmh <- delta^2 / sum(v)
  corrected <- max(0, delta - 0.5)^2 / sum(v)
  if (!is.null(t0)) {
    stopifnot(all.equal(unname(t0$statistic), cmh))
    if (delta >= 0.5) stopifnot(all.equal(unname(plain(TRUE)$statistic), corrected))
  }
  R <- a * d / n; S <- b * c_ / n; P <- (a + d) / n; Q <- (b + c_) / n
  or <- sum(R) / sum(S)
  or_se <- sqrt(sum(P * R) / (2 * sum(R)^2) + sum(P * S + Q * R) / (2 * sum(R) * sum(S)) +
                sum(Q * S) / (2 * sum(S)^2))
  or_ci <- or * exp(c(-1, 1) * z * or_se)
  if (!is.null(t0)) stopifnot(all.equal(c(t0$conf.int), or_ci), all.equal(unname(t0$estimate), or))
  rr <- sum(a * n2 / n) / sum(c_ * n1 / n)
  rr_se <- sqrt(sum((n1 * n2 * (a + c_) - a * c_ * n) / n^2) / (sum(a * n2 / n) * sum(c_ * n1 / n)))
  rr_ci <- rr * exp(c(-1, 1) * z * rr_se)
  w <- n1 * n2 / n
  rd <- sum(w * (a / n1 - c_ / n2)) / sum(w)
  rd_se <- sqrt((rd * sum(c_ * (n1 / n)^2 - a * (n2 / n)^2 + (n1 / n) * (n2 / n) * (n2 - n1) / 2) +
                 sum(a * (n2 - c_) / n + c_ * (n1 - a) / n) / 2) / sum(w)^2)
  tail <- function(s) c(s, pchisq(s, 1, lower.tail = FALSE))
  c(name, number(c(level, or, or_se, or_ci, rr, rr_se, rr_ci, rd, rd_se,
                   max(-1, rd - z * rd_se), min(1, rd + z * rd_se), tail(cmh), tail(corrected),
                   homogeneity(x, or))))
}

estimate <- function(name) paste(name, c("value", "std_error", "lower", "upper"), sep = "_")
test <- function(name) paste(name, c("statistic", "p"), sep = "_")
table <- rbind(t(sapply(names(sets), row, level = 0.95)), row("basic", 0.9))
colnames(table) <- c("set", "level", estimate("or"), estimate("rr"), estimate("rd"), test("cmh"),
                     test("continuity"), test("breslow_day"), test("tarone"), test("woolf"))
write.csv(table, "tests/golden/cmh.csv", row.names = FALSE, quote = FALSE)
convolution <- function(x) {
  h <- 1
  low <- 0
  for (i in seq_len(nrow(x))) {
    n1 <- x[i, 1] + x[i, 2]
    n2 <- x[i, 3] + x[i, 4]
    m <- x[i, 1] + x[i, 3]
    support <- max(0, m - n2):min(n1, m)
    low <- low + support[1]
    p <- dhyper(support, n1, n2, m)
    h <- sapply(seq_len(length(h) + length(p) - 1), function(k) {
      i <- max(1, k - length(p) + 1):min(length(h), k)
      sum(h[i] * p[k - i + 1])
    })
  }
  list(s = low + seq_along(h) - 1, h = h)
}
exact <- function(name, level) {
  x <- sets[[name]]
  d <- convolution(x)
  k <- sum(x[, 1])
  tail <- (1 - level) / 2
  density <- function(l) {
    w <- log(d$h) + (d$s - k) * l
    w <- exp(w - max(w))
    w / sum(w)
  }
  solve <- function(f) exp(uniroot(f, c(-30, 30), tol = 1e-15, maxiter = 1e4)$root)
  floor_log <- function(p) log(max(p, 1e-300))
  p1 <- density(0)
  r <- c(if (length(d$s) == 1) NaN else if (k == min(d$s)) 0 else if (k == max(d$s)) Inf
         else solve(function(l) sum((d$s - k) * density(l))),
         if (k == min(d$s)) 0 else solve(function(l) floor_log(sum(density(l)[d$s >= k])) - log(tail)),
         if (k == max(d$s)) Inf else solve(function(l) log(tail) - floor_log(sum(density(l)[d$s <= k]))),
         sum(p1[p1 <= p1[d$s == k] * (1 + 1e-7)]), sum(p1[d$s <= k]), sum(p1[d$s >= k]))
  if (name %in% c("basic", "zero", "berkeley")) {
    arr <- array(t(x[, c(1, 3, 2, 4)]), c(2, 2, nrow(x)))
    loose <- mantelhaen.test(arr, exact = TRUE, conf.level = level)
    stopifnot(all.equal(unname(loose$estimate), r[1], tolerance = 1e-3),
              all.equal(c(loose$conf.int), r[2:3], tolerance = 1e-3),
              all.equal(loose$p.value, r[4], tolerance = 1e-7))
  }
  c(name, number(c(level, r)))
}
sets$none <- rbind(c(0, 5, 0, 7), c(3, 0, 0, 0))
sets$below <- rbind(c(0, 5, 3, 4), c(0, 8, 2, 7))
table <- rbind(t(sapply(names(sets), exact, level = 0.95)), exact("basic", 0.9))
colnames(table) <- c("set", "level", "value", "lower", "upper", "p", "p_less", "p_greater")
write.csv(table, "tests/golden/cmh_exact.csv", row.names = FALSE, quote = FALSE)
strata <- do.call(rbind, lapply(names(sets), function(s) data.frame(set = s, unname(sets[[s]]))))
names(strata) <- c("set", "a", "b", "c", "d")
write.csv(strata, "tests/golden/cmh_strata.csv", row.names = FALSE, quote = FALSE)
