# Weighted log-rank tests written out, for the scripts in this folder: source() it.

# What a time counts for, from n at risk, d events, the Kaplan-Meier estimate S before it,
# and R = cumprod((n + 1 - d) / (n + 1)).
weights <- list(
  logrank = function(n, S, R) rep(1, length(n)),
  gehan = function(n, S, R) n,
  tarone_ware = function(n, S, R) sqrt(n),
  peto_peto = function(n, S, R) R,
  modified_peto = function(n, S, R) R * n / (n + 1),
  fh_1_0 = function(n, S, R) S,
  fh_0_1 = function(n, S, R) 1 - S,
  "fh_0.5_2" = function(n, S, R) sqrt(S) * (1 - S)^2,
  "mb_0.5" = function(n, S, R) 1 / pmax(S, 0.5))

# O - E and its variance, over the strata of d, for groups 0, 1, ..., k - 1.
sums <- function(d, weight, k) {
  total <- list(o = numeric(k), e = numeric(k), v = matrix(0, k, k))
  for (s in split(d, d$stratum)) {
    times <- sort(unique(s$time[s$event]))
    at <- sapply(seq_len(k) - 1, function(g)
      sapply(times, function(t) sum(s$time >= t & s$group == g)))
    dead <- sapply(seq_len(k) - 1, function(g)
      sapply(times, function(t) sum(s$time == t & s$group == g & s$event)))
    at <- matrix(at, ncol = k); dead <- matrix(dead, ncol = k)
    n <- rowSums(at); m <- rowSums(dead)
    S <- c(1, cumprod(1 - m / n))[seq_along(n)]
    w <- weight(n, S, cumprod((n + 1 - m) / (n + 1)))
    total$o <- total$o + colSums(w * dead)
    total$e <- total$e + colSums(w * m * at / n)
    for (i in which(n > 1)) {
      p <- at[i, ] / n[i]
      total$v <- total$v + w[i]^2 * m[i] * (n[i] - m[i]) / (n[i] - 1) * (diag(p) - p %o% p)
    }
  }
  total
}

chisq <- function(t) {
  u <- (t$o - t$e)[-1]
  sum(u * solve(t$v[-1, -1], u))
}
