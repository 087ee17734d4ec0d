"""Golden values of metrics, computed by scikit-learn and SciPy (versions in the file) on random and degenerate input.
Run:  python3 make_metrics.py > metrics.json"""
import json, sys
import numpy as np, scipy, sklearn
from scipy import stats
from sklearn import metrics as m
from sklearn.calibration import calibration_curve
from scipy import optimize

rng = np.random.default_rng(20261122)
binary = []
def add(name, y, s, w=None):
    y = np.asarray(y, int); s = np.asarray(s, float)
    w = rng.integers(0, 4, len(y)).astype(float) if w is None else w
    fpr, tpr, _ = m.roc_curve(y, s, drop_intermediate=False)
    p = 1 / (1 + np.exp(-s))
    d = dict(name=name, labels=y.tolist(), scores=s.tolist(), weights=w.tolist(),
             auroc=m.roc_auc_score(y, s), ap=m.average_precision_score(y, s),
             sens90=float(max(tpr[fpr <= 0.1 + 1e-12])), brier=m.brier_score_loss(y, p),
             f1=m.f1_score(y, s > 0, zero_division=0), balanced=m.balanced_accuracy_score(y, s > 0))
    if w[y == 1].sum() > 0 and w[y == 0].sum() > 0:
        d |= dict(auroc_w=m.roc_auc_score(y, s, sample_weight=w), ap_w=m.average_precision_score(y, s, sample_weight=w))
    binary.append(d)
for n in (2, 3, 7, 50, 400):
    y = np.r_[0, 1, rng.integers(0, 2, n - 2)]
    add(f"random {n}", y, rng.normal(size=n) + 0.7 * y)
    add(f"ties {n}", y, np.round(rng.normal(size=n) + 0.7 * y))
    add(f"constant {n}", y, np.zeros(n))
    add(f"perfect {n}", y, y * 2.0 - 1)
    add(f"inverted {n}", y, 1 - y * 2.0)
add("rare", np.r_[np.ones(2), np.zeros(300)], rng.normal(size=302))
add("huge scores", np.r_[np.ones(20), np.zeros(20)], rng.normal(size=40) * 1e300 / 10)

multi = []
for k in (2, 3, 5):
    y = rng.integers(0, k, 60); p = np.where(rng.random(60) < .6, y, rng.integers(0, k, 60))
    if k == 5: y[y == 4] = 0  # a class never true
    multi.append(dict(classes=k, truth=y.tolist(), predicted=p.tolist(), macro_f1=m.f1_score(y, p, average='macro', zero_division=0),
                      accuracy=m.accuracy_score(y, p),
                      balanced=float(np.mean([np.mean(p[y == c] == c) for c in range(k) if (y == c).any()]))))
reg = []
for n in (2, 5, 100):
    y = rng.normal(120, 15, n); p = y + rng.normal(0, 9, n); w = rng.integers(0, 3, n).astype(float); w[0] = w[1] = 1
    reg.append(dict(truth=y.tolist(), predicted=p.tolist(), weights=w.tolist(), mae=m.mean_absolute_error(y, p), r2=m.r2_score(y, p),
                    mae_w=m.mean_absolute_error(y, p, sample_weight=w), r2_w=m.r2_score(y, p, sample_weight=w)))
# Calibration: scikit-learn's reliability curve; the expected error is its gaps weighted by the bins' counts (NumPy). Temperature by SciPy's bounded minimiser on log T, within 1/100 and 100 as ours.
cal = []
for name, n, make in (("random", 300, lambda n: 2 * rng.normal(size=n)), ("few", 7, lambda n: rng.normal(size=n)), ("certain", 60, lambda n: 12 * rng.normal(size=n)), ("constant", 40, lambda n: np.full(n, 0.4))):
    s = np.round(make(n), 6); y = (rng.random(n) < 1 / (1 + np.exp(-s / 1.7))).astype(int); y[0], y[1] = 0, 1
    p = 1 / (1 + np.exp(-s)); bins = 10
    freq, mean = calibration_curve(y, p, n_bins=bins)
    count = np.histogram(p, bins=np.linspace(0, 1, bins + 1))[0]; count = count[count > 0]
    loss = lambda t: np.mean(np.logaddexp(0, np.where(y == 1, -s, s) / np.exp(t)))
    t = optimize.minimize_scalar(loss, bounds=(-np.log(100), np.log(100)), method="bounded", options=dict(xatol=1e-12)).x
    cal.append(dict(name=name, scores=s.tolist(), labels=y.tolist(), frequency=freq.tolist(), mean=mean.tolist(), ece=float(np.sum(count * np.abs(freq - mean)) / n), loss=float(loss(t)), log_temperature=float(t)))
# DeLong: variance and covariance from the matrix of comparisons itself (NumPy), as the paper defines them. p from SciPy's normal.
delong = []
for n in (6, 40, 200):
    y = np.r_[0, 0, 1, 1, rng.integers(0, 2, n - 4)]; a = np.round(rng.normal(size=n) + y, 2); b = np.round(rng.normal(size=n) + 0.5 * y, 1)
    psi = lambda v: (v[y == 1][:, None] > v[y == 0][None]) + 0.5 * (v[y == 1][:, None] == v[y == 0][None])
    A, B = psi(a), psi(b); np_, nn = A.shape
    cov = np.cov(np.c_[A.mean(1), B.mean(1)].T) / np_ + np.cov(np.c_[A.mean(0), B.mean(0)].T) / nn
    z = (A.mean() - B.mean()) / np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1])
    delong.append(dict(labels=y.tolist(), a=a.tolist(), b=b.tolist(), variance=float(cov[0, 0]), covariance=float(cov[0, 1]), p=float(2 * stats.norm.sf(abs(z)))))
# Concordance without censoring is (1 + Somers' D of risk given time) / 2 turned round (SciPy); with censoring by the definition (NumPy).
conc = []
for n in (5, 40, 150):
    t = np.round(rng.exponential(5, n), 1 if n > 5 else 3); r = np.round(rng.normal(size=n) - 0.2 * t, 1)
    conc.append(dict(time=t.tolist(), event=[1] * n, risk=r.tolist(), c=float((1 - stats.somersd(t, r).statistic) / 2)))
    e = rng.integers(0, 2, n); e[0] = 1
    first = (e[:, None] == 1) & ((t[:, None] < t[None]) | ((t[:, None] == t[None]) & (e[None] == 0))) & ~np.eye(n, dtype=bool)
    won = (r[:, None] > r[None]) + 0.5 * (r[:, None] == r[None])
    conc.append(dict(time=t.tolist(), event=e.tolist(), risk=r.tolist(), c=float((first * won).sum() / first.sum())))
# Holm as R's p.adjust defines it: the running maximum of (n - i + 1) p_(i), at most 1 (NumPy).
holm = []
for n in (1, 5, 234):
    p = rng.beta(0.4, 2, n); o = np.argsort(p); adj = np.empty(n); adj[o] = np.minimum(1, np.maximum.accumulate((n - np.arange(n)) * p[o]))
    holm.append(dict(p=p.tolist(), adjusted=adj.tolist()))
wil = []
for n, rounded in ((6, 0), (12, 0), (30, 0), (40, 1), (120, 0), (234, 1)):
    d = rng.normal(.3, 1, n)
    if rounded: d = np.round(d, 1)
    mode = 'exact' if n <= 50 and not rounded else 'approx'
    wil.append(dict(differences=d.tolist(), p=float(stats.wilcoxon(d, zero_method='wilcox', correction=False, mode=mode).pvalue)))
wil.append(dict(differences=[1., -2., 3.], p=float(stats.wilcoxon([1., -2., 3.]).pvalue)))
norm = [dict(z=z, tail=float(stats.norm.sf(z))) for z in (0, .5, 1.96, 4, 10)] 
quant = [dict(p=p, z=float(stats.norm.ppf(p))) for p in (.001, .025, .5, .9, .975)]
percent = []
for n in (1, 2, 10, 333):
    x = rng.normal(size=n); percent.append(dict(values=x.tolist(), q=[.025, .3, .975], expected=np.quantile(x, [.025, .3, .975]).tolist()))
json.dump(dict(made_with=f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}", binary=binary, multi=multi, regression=reg,
               calibration=cal, delong=delong, concordance=conc, holm=holm,
               wilcoxon=wil, normal=norm, quantile=quant, percentiles=percent), sys.stdout)
