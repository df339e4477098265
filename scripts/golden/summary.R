# Follow-up that explains the events and the median follow-up of a summary, by adaptive
# integration: writes tests/golden/summary_follow_up.csv.
# Usage: Rscript scripts/golden/summary.R DIRECTORY
directory <- commandArgs(TRUE)[1]

# Two arms of 265 and 181 patients, constant hazards through S(60) = 0.632 and 0.452.
n <- c(265, 181)
hazard <- -log(c(0.632, 0.452)) / 60

# Administrative end with survival ((b - t) / (b - a))^power, loss at a constant rate.
share <- function(t, a, b, power, loss)
    exp(-loss * t) * pmin(1, pmax(0, (b - t) / (b - a)))^power
expected <- function(arm, a, b, power, loss) {
    density <- function(t) hazard[arm] * exp(-hazard[arm] * t) * share(t, a, b, power, loss)
    part <- function(l, u) if (u > l) integrate(density, l, u, rel.tol = 1e-10)$value else 0
    n[arm] * (part(0, a) + part(a, b))
}
total <- function(...) expected(1, ...) + expected(2, ...)
loss_for <- function(events, a, b, power)
    uniroot(function(l) total(a, b, power, l) - events, c(0, 0.5), tol = 1e-13)$root

centre_case <- function(events, median, half_width) {
    w <- half_width * median
    centre <- uniroot(function(c) {
        share(median, c - w, c + w, 1, loss_for(events, c - w, c + w, 1)) - 0.5
    }, c(median, median + w), tol = 1e-10)$root
    a <- centre - w; b <- centre + w
    data.frame(events, median, half_width, given_shortest = NA, given_longest = NA,
               shortest = a, longest = b, power = 1, loss = loss_for(events, a, b, 1))
}
window_case <- function(events, median, a, b) {
    power <- if (is.na(median)) 1 else exp(-uniroot(function(x) {
        share(median, a, b, exp(-x), loss_for(events, a, b, exp(-x))) - 0.5
    }, c(-log(4), log(4)), tol = 1e-10)$root)
    data.frame(events, median, half_width = 0, given_shortest = a, given_longest = b,
               shortest = a, longest = b, power, loss = loss_for(events, a, b, power))
}
cases <- rbind(centre_case(162, 59.7, 0.2), centre_case(162, 59.7, 0.1),
               centre_case(150, 50, 0.35), window_case(162, 59.7, 54, 69),
               window_case(170, NA, 48, 72))
cases$events_1 <- mapply(expected, 1, cases$shortest, cases$longest, cases$power, cases$loss)
cases$events_2 <- mapply(expected, 2, cases$shortest, cases$longest, cases$power, cases$loss)
text <- as.data.frame(lapply(cases, function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))))
write.csv(text, file.path(directory, "summary_follow_up.csv"), row.names = FALSE,
          quote = FALSE)
