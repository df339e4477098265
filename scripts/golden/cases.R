# The data sets of tests/golden/data, for the scripts in this folder: source() it.
#
#   status, event  the column that says what happened, and its value for "event"
#   by             the two groups that are compared

cases <- list(
  aml = list(time = "time", status = "status", event = 1, by = "x"),
  lung = list(time = "time", status = "status", event = 2, by = "sex"),
  ovarian = list(time = "futime", status = "fustat", event = 1, by = "rx"),
  kidney = list(time = "time", status = "status", event = 1, by = "sex"),
  myeloid = list(time = "futime", status = "death", event = 1, by = "trt"),
  rotterdam = list(time = "dtime", status = "death", event = 1, by = "hormon"))

read_case <- function(name) read.csv(sprintf("tests/golden/data/%s.csv", name))

# The rows of one analysis: those without a missing value; groups and strata as ranks
# (0, 1, ...) among the sorted values of their columns, "-" for none.
prepare <- function(data, case, group = "-", strata = "-") {
  rank_of <- function(column) {
    if (column == "-") return(rep(0, nrow(data)))
    match(data[[column]], sort(unique(data[[column]]), method = "radix")) - 1
  }
  d <- data.frame(time = data[[case$time]], event = data[[case$status]] == case$event,
                  group = rank_of(group), stratum = rank_of(strata))
  d[complete.cases(d), ]
}

# 17 significant digits, NA for what does not exist.
write_golden <- function(rows, name) {
  numbers <- sapply(rows, is.double)
  rows[numbers] <- lapply(rows[numbers], function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x)))
  write.csv(rows, sprintf("tests/golden/%s.csv", name), row.names = FALSE, quote = FALSE)
}
