# Prints the figures of R's psych for the items of lsat6: Rscript make_expected.R > expected_psych.json
suppressMessages({library(psych); library(jsonlite)})
table <- read.csv("lsat6.csv")
scores <- table[rep(seq_len(nrow(table)), table$n), 1:5]
found <- alpha(scores)
# The same items as if they counted 1, 2, 3, 4 and 5.
weighted <- alpha(sweep(scores, 2, 1:5, "*"))
figures <- function(a) list(
  alpha = a$total$raw_alpha,
  alpha_without = a$alpha.drop$raw_alpha,
  discrimination = a$item.stats$r.drop
)
cat(toJSON(list(
  tool = paste("psych", packageVersion("psych"), "on", R.version.string),
  equal = c(figures(found), list(facility = found$item.stats$mean, standard_deviation = found$item.stats$sd)),
  weighted = figures(weighted)
), digits = I(17), auto_unbox = TRUE, pretty = TRUE), "\n")
