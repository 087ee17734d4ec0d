"""Golden values of metrics, computed by scikit-learn and SciPy (versions in the file) on random and degenerate input.
Run:  python3 make_metrics.py > metrics.json"""
import json, sys
import numpy as np, scipy, sklearn
from scipy import stats
from sklearn import metrics as m

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
               wilcoxon=wil, normal=norm, quantile=quant, percentiles=percent), sys.stdout)
