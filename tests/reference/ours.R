# What no package has, or packages have under other names, written again in R from docs/method.md and not from our Python.
# Rscript ours.R a_small   or   Rscript ours.R d_weighted    (packages: survey, metafor, vcd, sampling)
suppressMessages({library(survey); library(metafor); library(vcd); library(sampling)})
set <- commandArgs(TRUE)[1]
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))))
dir <- file.path(here, set); out <- file.path(dir, "expected")
options(survey.lonely.psu = "adjust", digits = 15)
write_csv <- function(x, name) {
  num <- sapply(x, is.numeric)
  x[num] <- lapply(x[num], function(v) ifelse(is.na(v), "", trimws(formatC(as.numeric(v), digits = 15, format = "g"))))
  write.csv(x, file.path(out, name), row.names = FALSE, quote = which(!num), fileEncoding = "UTF-8")
}

r <- read.csv(file.path(dir, "responses.csv"), fileEncoding = "UTF-8", check.names = FALSE)
o <- read.csv(file.path(dir, "offices.csv"), fileEncoding = "UTF-8")
f <- read.csv(file.path(dir, "factors.csv"), fileEncoding = "UTF-8")
factors <- unique(f$factor)
if (is.null(r$province)) r$province <- o$province[match(r$office_code, o$office_code)]
X <- as.matrix(r[, f$item])
r$y <- rowSums(X >= 4, na.rm = TRUE); r$m <- rowSums(!is.na(X)); r$levels <- rowSums(X, na.rm = TRUE) / 5
answered <- r[r$m > 0, ]

## ---------- the tests of indices: residuals per answer, protected and floored variances ----------
# One row a respondent: e is (y - P m) over the mean m of the respondent's group.
with_e <- function(d, group, P = sum(d$y) / sum(d$m)) {
  d$group <- d[[group]]
  d$e <- (d$y - P * d$m) / ave(d$m, d$group)
  d
}
by_group <- function(d) {
  g <- split(d, d$group)
  t <- data.frame(group = names(g), n = sapply(g, nrow), index = sapply(g, function(x) sum(x$y) / sum(x$m)),
    m = sapply(g, function(x) sum(x$m)), mean = sapply(g, function(x) mean(x$e)), s2 = sapply(g, function(x) var(x$e)))
  pool <- sum((t$n - 1) * ifelse(is.na(t$s2), 0, t$s2)) / sum(t$n - 1)
  t$protected <- pmax(t$s2, ((t$n - 1) * t$s2 + 30 * pool) / (t$n + 29))
  t$floored <- pmax(t$s2, pool)
  t
}
two_sided <- function(t, df) 2 * pt(-abs(t), df)

t <- by_group(with_e(answered, "office_code"))
ij <- t(combn(which(t$n >= 5), 2)); i <- ij[, 1]; j <- ij[, 2]
stat <- (t$mean[i] - t$mean[j]) / sqrt(t$protected[i] / t$n[i] + t$protected[j] / t$n[j])
df <- pmin(t$n[i], t$n[j]) + 29
p <- two_sided(stat, df)
pairs <- data.frame(g1 = t$group[i], g2 = t$group[j], diff = t$index[i] - t$index[j], t = stat, df = df, p = p,
  p_holm = p.adjust(p, "holm"), p_bh = p.adjust(p, "BH"), p_range = ptukey(sqrt(2) * abs(stat), sum(t$n >= 5), df, lower.tail = FALSE))
write_csv(if (set == "a_small") pairs else pairs[i <= 12 & j <= 12, ], "protected_pairs.csv")

## Each office beside all others; the others' index by svyratio over the other offices.
des <- svydesign(ids = ~1, strata = ~office_code, data = answered, weights = ~1)
rest <- sapply(t$group, function(g) { k <- t$group != g; sum(t$m[k]^2 * t$floored[k] / t$n[k]) / sum(t$m[k])^2 })
others <- sapply(t$group, function(g) as.numeric(coef(svyratio(~y, ~m, subset(des, office_code != g)))))
stat <- (t$index - others) / sqrt(t$floored / t$n + rest)
p <- ifelse(t$n >= 30, two_sided(stat, t$n + 29), NA)
write_csv(data.frame(office_code = t$group, index = t$index, others = others, t = stat, df = t$n + 29, p = p,
  p_holm = p.adjust(p, "holm")), "beside_others.csv")

## Each office beside a target of 0.8, with the displayed interval's effective size.
target <- 0.8
a <- by_group(with_e(answered, "office_code", P = target))
shown <- read.csv(file.path(out, "wilson_shrunk.csv"), fileEncoding = "UTF-8"); shown <- shown[shown$measure == "SIPAS", ]
n_eff <- pmin(shown$n_own, shown$n_shrunk)[match(a$group, shown$office_code)]
stat <- (a$index - target) / sqrt(pmax(a$floored / a$n, target * (1 - target) / n_eff))
p <- ifelse(a$n >= 5, two_sided(stat, a$n + 29), NA)
write_csv(data.frame(office_code = a$group, t = stat, p = p, p_holm = p.adjust(p, "holm")), "beside_target.csv")

## ---------- over time: each group's own index, residuals per wave ----------
over_waves <- function(d, group, waves) {   # needs two waves or more, each with at least one answer of a group
  d <- d[d$period %in% waves, ]; d$group <- d[[group]]
  P <- tapply(d$y, d$group, sum) / tapply(d$m, d$group, sum)
  d$cell <- paste(d$group, d$period, sep = "|")
  d$e <- (d$y - P[d$group] * d$m) / ave(d$m, d$cell)
  n <- tapply(d$e, list(d$group, d$period), length); s2 <- tapply(d$e, list(d$group, d$period), var)
  index <- tapply(d$y, list(d$group, d$period), sum) / tapply(d$m, list(d$group, d$period), sum)
  n0 <- ifelse(is.na(n), 0, n)
  pool <- sum(pmax(n0 - 1, 0) * ifelse(is.na(s2), 0, s2)) / sum(pmax(n0 - 1, 0))
  own <- ifelse(is.na(s2), 0, s2)
  protected <- pmax(own, ((n - 1) * own + 30 * pool) / (n + 29))
  x <- seq_along(waves) - mean(seq_along(waves)); a <- x / sum(x^2)
  change <- as.vector(index %*% a); v <- as.vector((protected / n) %*% a^2); least <- apply(n, 1, min)
  p <- ifelse(!is.na(least) & least >= 5, two_sided(change / sqrt(v), least + 29), NA)
  data.frame(group = rownames(index), change = change, se = sqrt(v), df = least + 29, p = p, p_holm = p.adjust(p, "holm"))
}
periods <- sort(unique(answered$period)); last <- tail(periods, 2)
two <- over_waves(answered, "province", last)
line <- over_waves(answered, "province", tail(periods, 4))
two$waves <- "2"; line$waves <- "4"
write_csv(if (length(periods) < 4) two else rbind(two, line), "changes.csv")

## Two collections of the same offices: what came by itself less what was asked for, weighted by dossiers.
g <- answered; g$period <- ifelse(g$channel %in% c("qr", "kiosk"), "own", "heard"); g <- g[g$office_code %in% o$office_code, ]
both <- over_waves(g, "office_code", c("heard", "own"))
gap <- both[!is.na(both$p), ]; w <- o$n_dossiers[match(gap$group, o$office_code)]; w <- w / sum(w)
v <- w^2 * gap$se^2; D <- sum(w * gap$change); df <- sum(v)^2 / sum(v^2 / gap$df)
write_csv(data.frame(offices = nrow(gap), gap = D, se = sqrt(sum(v)), df = df, p = two_sided(D / sqrt(sum(v)), df)), "collection_gap.csv")

## The same as before and after, beside the other offices: Paule and Mandel, Knapp and Hartung never below 1, by metafor.
# Every other office is made to rise: of its own answers those of people satisfied with less than nine tenths are left out.
risen <- o$office_code[seq_along(o$office_code) %% 2 == 0]
moved <- over_waves(g[!(g$office_code %in% risen & g$period == "own" & g$y / g$m < 0.9), ], "office_code", c("heard", "own"))
moved <- moved[!is.na(moved$p), ]; first <- moved[1, ]; rest <- moved[-1, ]
fit <- rma(yi = rest$change, vi = rest$se^2, method = "PM", test = "adhoc", control = list(tol = 1e-12, maxiter = 1000))
v <- first$se^2 + fit$tau2 + fit$se^2; beyond <- first$change - as.numeric(fit$beta); q <- qt(0.975, fit$k - 1)
write_csv(data.frame(office_code = first$group, own = first$change, tau2 = fit$tau2, others = as.numeric(fit$beta), others_low = fit$ci.lb,
  others_high = fit$ci.ub, others_p = fit$pval, beyond = beyond, beyond_low = beyond - q * sqrt(v), beyond_high = beyond + q * sqrt(v),
  beyond_p = two_sided(beyond / sqrt(v), fit$k - 1)), "before_after.csv")

## ---------- indices by other rules: contrasts of ratios with their covariance, by survey ----------
for (k in factors) { Z <- X[, f$item[f$factor == k]]; r[[paste0("y_", k)]] <- rowSums(Z >= 4, na.rm = TRUE); r[[paste0("m_", k)]] <- rowSums(!is.na(Z)) }
for (k in f$item) { r[[paste0("y_", k)]] <- ifelse(is.na(r[[k]]), 0, as.numeric(r[[k]] >= 4)); r[[paste0("m_", k)]] <- as.numeric(!is.na(r[[k]])) }
full <- svydesign(ids = ~1, strata = ~office_code, data = r, weights = ~1)
by_rule <- function(d, parts, weights) {
  sums <- svytotal(as.formula(paste("~", paste(c(paste0("y_", parts), paste0("m_", parts)), collapse = "+"))), d)
  if (any(coef(sums)[paste0("m_", parts)] == 0)) return(c(NA, NA))
  w <- weights / sum(weights)
  text <- paste(sprintf("%.17g * y_%s / m_%s", w, parts, parts), collapse = " + ")
  s <- svycontrast(sums, list(index = parse(text = text)[[1]]))
  c(as.numeric(coef(s)), as.numeric(SE(s)))
}
rows <- list()
for (code in c("ALL", o$office_code)) {
  d <- if (code == "ALL") full else subset(full, office_code == code)
  if (code != "ALL" && sum(r$office_code == code) < 2) next
  add <- function(rule, e) rows[[length(rows) + 1]] <<- data.frame(office_code = code, rule = rule, index = e[1], se = e[2])
  add("mean_of_criteria", by_rule(d, f$item, rep(1, nrow(f))))
  add("fixed_weights", by_rule(d, factors, c(3, 2, 2, 2, 1)))
  q <- svyratio(~levels, ~m, subset(d, m > 0)); add("levels", c(as.numeric(coef(q)), as.numeric(SE(q))))
  if (set != "a_small" && length(rows) > 30) break
}
write_csv(do.call(rbind, rows), "rules.csv")

## ---------- one question's mean; ranks; kappa; draws ----------
x <- split(r$overall, r$office_code)
means <- do.call(rbind, lapply(names(x), function(k) { v <- x[[k]][!is.na(x[[k]])]
  ci <- if (length(v) > 1 && var(v) > 0) t.test(v)$conf.int else c(NA, NA)
  data.frame(office_code = k, n = length(v), mean = mean(v), low = max(ci[1], 1), high = min(ci[2], 5)) }))
write_csv(means, "mean_of_values.csv")

size <- o$n_dossiers[match(t$group, o$office_code)];
rho <- cor(t$index, size, method = "spearman"); n <- nrow(t); z <- atanh(rho) + c(-1, 1) * qnorm(0.975) * sqrt((1 + rho^2 / 2) / (n - 3))
k <- Kappa(table(factor(r$q01, 1:5), factor(r$q02, 1:5)))
set.seed(7); pik <- inclusionprobabilities(o$n_dossiers, 5); u <- runif(1); set.seed(7); drawn <- UPsystematic(pik)
write_csv(data.frame(what = c("spearman", "spearman_low", "spearman_high", "kappa", "kappa_se", "pps_start", paste0("pps_chance_", o$office_code), paste0("pps_drawn_", o$office_code)),
  value = c(rho, tanh(z), k$Unweighted[["value"]], k$Unweighted[["ASE"]], u, pik, drawn)), "single_figures.csv")
cat(set, "done\n")
