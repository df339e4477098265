#!/usr/bin/env Rscript
# Write tests/golden/dist_{normal,chisq,upper,student}.csv, the reference for
# tests/test_dist.c.  Source of truth: pnorm, pchisq, qchisq, pt and qt of R 4.2.2.  Run from the repository root.
write_golden <- function(rows, what)
  write.csv(lapply(rows, sprintf, fmt = "%.17g"), sprintf("tests/golden/dist_%s.csv", what),
            row.names = FALSE, quote = FALSE)

z <- c(-8, -3, -1.5, -0.1, 0, 1e-8, 0.3, 1, 1.959963984540054, 2.5, 5, 8, 12, 20, 37)
write_golden(data.frame(z = z, tail = pnorm(z, lower.tail = FALSE)), "normal")

chisq <- expand.grid(x = c(1e-12, 1e-4, 0.01, 0.3, 1, 2, 3.841458820694124, 7, 10, 16.79, 30, 90,
                           200, 700, 1400, 1600, 5000, 1e5),
                     df = c(1, 2, 3, 4, 7, 10, 50, 101, 500))
# Below this many the logarithm of R's tail has lost its digits to 1 - P.
chisq <- chisq[pchisq(chisq$x, chisq$df) > 1e-300, ]
chisq$tail <- pchisq(chisq$x, chisq$df, lower.tail = FALSE)
chisq$log_tail <- pchisq(chisq$x, chisq$df, lower.tail = FALSE, log.p = TRUE)
write_golden(chisq, "chisq")

upper <- expand.grid(q = c(1e-20, 1e-6, 0.001, 0.025, 0.05, 0.2, 0.5, 0.8, 0.975, 0.999),
                     df = c(1, 2, 3, 5, 10, 29, 100, 1000))
upper$chisq <- qchisq(upper$q, upper$df, lower.tail = FALSE)
upper$student <- qt(upper$q, upper$df, lower.tail = FALSE)
upper$student[upper$q == 0.5] <- 0
write_golden(upper, "upper")

student <- expand.grid(t = c(-30, -2, -0.1, 1e-9, 0.01, 0.5, 1, 2, 3.1, 6, 12, 40, 1000),
                       df = c(1, 2, 3, 5, 8, 29, 30, 31, 100, 1000, 1e5))
student$tail <- pt(student$t, student$df, lower.tail = FALSE)
student <- student[student$tail > 1e-300, ]
write_golden(student, "student")
