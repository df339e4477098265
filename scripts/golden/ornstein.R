#!/usr/bin/env Rscript
# Write tests/golden/ornstein.csv, the reference for tests/test_ornstein.c: the probability
# `level` that a stationary Ornstein-Uhlenbeck process stays within e for a time T.  The
# generator, made symmetric, is -d^2/dx^2 + x^2/4 - 1/2 on [-e, e]; here its matrix in even
# sines is diagonalised.  R 4.2.2.  Run from the repository root.
stays <- function(e, T, m = 120) {
  k <- 2 * seq_len(m) - 1                       # cos(k pi x / (2 e)) / sqrt(e)
  node <- function(n) {                         # Gauss-Legendre, Golub & Welsch
    i <- seq_len(n - 1); b <- i / sqrt(4 * i^2 - 1)
    J <- matrix(0, n, n); J[cbind(i, i + 1)] <- J[cbind(i + 1, i)] <- b
    s <- eigen(J, symmetric = TRUE); list(x = s$values, w = 2 * s$vectors[1, ]^2)
  }
  g <- node(400); x <- e * g$x; w <- e * g$w
  B <- sapply(k, function(k) cos(k * pi * x / (2 * e)) / sqrt(e))
  H <- diag((k * pi / (2 * e))^2) + crossprod(B, w * (x^2 / 4 - 1 / 2) * B)
  s <- eigen((H + t(H)) / 2, symmetric = TRUE)
  c <- crossprod(s$vectors, crossprod(B, w * sqrt(dnorm(x))))
  sum(exp(-s$values * T) * c^2)
}
golden <- expand.grid(T = c(0.1, 0.5, 2.197, 5, 20), e = c(1.5, 2, 2.5, 3, 4))
golden$level <- mapply(stays, golden$e, golden$T)
golden <- golden[golden$level >= 0.5, ]
golden[] <- lapply(golden, function(v) sprintf("%.17g", v))
write.csv(golden, "tests/golden/ornstein.csv", row.names = FALSE, quote = FALSE)
