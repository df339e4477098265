# What a printed ratio with its interval implies: writes tests/golden/claims_ratio.csv.
# Usage: Rscript scripts/golden/claims.R DIRECTORY
directory <- commandArgs(TRUE)[1]
printed <- read.csv(text = "estimate,low,high,level,sides
0.60,0.41,0.88,0.985,2
0.60,0.44,0.81,0.95,2
0.70,0.52,0.95,0.95,2
0.531,0.318,0.889,0.99,1
0.58,0.42,0.79,0.954,2
0.742,0.594,0.928,0.96,1
0.855,0.608,1.202,0.95,1
2.13,1.56,2.92,0.95,2
3.97,2.90,5.43,0.95,2
1.02,0.81,1.28,0.90,2", colClasses = "character")
digits <- function(x) nchar(sub(".*\\.", "", x))
ends <- function(x) as.numeric(x) + c(-0.5, 0.5) * 10^-digits(x)
row <- function(r) {
    level <- as.numeric(r["level"])
    sides <- as.numeric(r["sides"])
    z <- qnorm((1 + level) / 2)
    se <- function(l, u) (log(u) - log(l)) / (2 * z)
    p <- function(e, s) sides * pnorm(-abs(log(e)) / s)
    e <- ends(r["estimate"]); l <- ends(r["low"]); u <- ends(r["high"])
    narrow <- se(l[2], u[1]); wide <- se(l[1], u[2])
    far <- e[which.max(abs(log(e)))]
    near <- if (e[1] < 1 && e[2] > 1) 1 else e[which.min(abs(log(e)))]
    centre <- se(as.numeric(r["low"]), as.numeric(r["high"]))
    c(p = p(as.numeric(r["estimate"]), centre), p_low = p(far, narrow), p_high = p(near, wide),
      middle = sqrt(as.numeric(r["low"]) * as.numeric(r["high"])), events = 4 / centre^2)
}
values <- t(apply(printed, 1, row))
formatted <- apply(values, 2, function(x) sprintf("%.17g", x))
write.csv(cbind(printed, formatted), file.path(directory, "claims_ratio.csv"),
          row.names = FALSE, quote = FALSE)
