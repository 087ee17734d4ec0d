"""Golden logistic and ridge fits by scikit-learn on standardised features.  Run:  python3 make_probes.py > probes.json"""
import json, sys
import numpy as np, sklearn
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler
rng = np.random.default_rng(7)
n, d = 120, 6
X = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d)
X[:, 3] = 2.5  # a constant feature
X = np.round(X, 6)
cases = []
for task in range(3):
    y = (X[:, task] - X[:, task].mean() + rng.normal(size=n) > 0.3 * task).astype(int)
    y[rng.random(n) < 0.2 * task] = -1
    target = np.round(X[:, 0] * 2 - X[:, 4] + rng.normal(size=n), 6)
    Z = StandardScaler().fit_transform(X)
    k = y >= 0
    for penalty in (1.0, 0.03, 0.001):
        lr = LogisticRegression(solver='newton-cg', C=1 / (penalty * k.sum()), tol=1e-12, max_iter=100000).fit(Z[k], y[k])
        rd = Ridge(alpha=penalty * n, tol=1e-12).fit(Z, target)
        cases.append(dict(labels=y.tolist(), penalty=penalty, logits=lr.decision_function(Z).tolist(), target=target.tolist(), ridge=rd.predict(Z).tolist()))
json.dump(dict(made_with=f"scikit-learn {sklearn.__version__}", x=X.tolist(), cases=cases), sys.stdout)
