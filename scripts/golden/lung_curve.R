#!/usr/bin/env Rscript
# Write tests/golden/lung_curve.csv and lung_risk.csv: what a careful person reads off the
# Kaplan-Meier figure of the 138 men of survival::lung, in months: the lower end of every
# step to three decimals, the numbers at risk every six months.
library(survival)
men <- subset(lung, sex == 1)
fit <- survfit(Surv(time / 30.4375, status == 2) ~ 1, data = men)
steps <- fit$n.event > 0
curve <- data.frame(time = c(0, round(fit$time[steps], 3), round(max(fit$time), 3)),
                    survival = c(1, round(fit$surv[steps], 3), round(min(fit$surv), 3)))
at <- seq(0, 30, 6)
risk <- data.frame(time = at, n_risk = summary(fit, times = at)$n.risk)
write.csv(curve, "tests/golden/lung_curve.csv", row.names = FALSE, quote = FALSE)
write.csv(risk, "tests/golden/lung_risk.csv", row.names = FALSE, quote = FALSE)
