"""scikit-learn's side of the probe benchmark: standardise, fit every penalty, choose on validation. Prints seconds and version."""
import sys, time
import numpy as np, sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler

folder, n, d, tasks, count = sys.argv[1], *map(int, sys.argv[2:6])
x = np.fromfile(folder + "/x.f64").reshape(n, d)
y = np.fromfile(folder + "/y.i8", np.int8).reshape(tasks, n)
part = np.fromfile(folder + "/parts.u8", np.uint8)
start = time.perf_counter()
z = StandardScaler().fit(x[part == 0]).transform(x)
for t in range(count):
    train, val = (part == 0) & (y[t] >= 0), (part == 1) & (y[t] >= 0)
    best = (np.inf, None)
    for penalty in (3, .3, .03, .003, .0003):
        fit = LogisticRegression(C=1 / (penalty * train.sum()), max_iter=2000).fit(z[train], y[t, train])
        best = min(best, (log_loss(y[t, val], fit.predict_proba(z[val])), penalty))
print(time.perf_counter() - start, sklearn.__version__)
