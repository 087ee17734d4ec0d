"""Writes founder-*.pth and founder.json: a tiny network under ECGFounder's names, saved by torch.save as its checkpoints are, with what PyTorch computes.

python3 make_founder.py      (torch 1.13.1; the names and the outer keys are facts of the published checkpoints, the code is our own)
"""
import json
import math

import torch
from torch import nn
from torch.nn import functional as F

BASE, FILTERS, BLOCKS, KERNEL, WIDTH, CLASSES, SAMPLES = 4, [4, 6], [1, 2], 4, 2, 5, 50


class Same(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1, groups=1):
        super().__init__()
        self.kernel, self.stride = kernel, stride
        self.conv = nn.Conv1d(inputs, outputs, kernel, stride, groups=groups)

    def forward(self, x):
        padding = max(0, (math.ceil(x.shape[-1] / self.stride) - 1) * self.stride + self.kernel - x.shape[-1])
        return self.conv(F.pad(x, (padding // 2, padding - padding // 2)))


class Block(nn.Module):
    def __init__(self, inputs, outputs, first, down):
        super().__init__()
        self.first, self.down, self.more = first, down, outputs - inputs
        self.bn1, self.bn2, self.bn3 = nn.BatchNorm1d(inputs), nn.BatchNorm1d(outputs), nn.BatchNorm1d(outputs)  # there, but not applied
        self.conv1, self.conv3 = Same(inputs, outputs, 1), Same(outputs, outputs, 1)
        self.conv2 = Same(outputs, outputs, KERNEL, 2 if down else 1, outputs // WIDTH)
        self.se_fc1, self.se_fc2 = nn.Linear(outputs, outputs // 2), nn.Linear(outputs // 2, outputs)

    def forward(self, x):
        y = self.conv3(F.silu(self.conv2(F.silu(self.conv1(x if self.first else F.silu(x))))))
        gate = torch.sigmoid(self.se_fc2(F.silu(self.se_fc1(y.mean(-1)))))
        x = F.max_pool1d(F.pad(x, (0, 1)), 2) if self.down else x
        return y * gate.unsqueeze(-1) + F.pad(x, (0, 0, self.more // 2, self.more - self.more // 2))


class Stage(nn.Module):
    def __init__(self, inputs, outputs, count, first):
        super().__init__()
        self.block_list = nn.ModuleList(Block(inputs if b == 0 else outputs, outputs, first and b == 0, b == 0) for b in range(count))

    def forward(self, x):
        for block in self.block_list:
            x = block(x)
        return x


class Network(nn.Module):
    def __init__(self, leads):
        super().__init__()
        self.first_conv, self.first_bn = Same(leads, BASE, KERNEL, 2), nn.BatchNorm1d(BASE)
        self.stage_list = nn.ModuleList(Stage(([BASE] + FILTERS)[i], FILTERS[i], BLOCKS[i], i == 0) for i in range(len(FILTERS)))
        self.dense = nn.Linear(FILTERS[-1], CLASSES)

    def forward(self, x):
        x = F.silu(self.first_conv(x))
        for stage in self.stage_list:
            x = stage(x)
        return x.mean(-1)


cases = []
for leads in (1, 12):
    torch.manual_seed(leads)
    model = Network(leads)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=10, factor=0.1, mode="max")
    model.dense(model(torch.randn(3, leads, SAMPLES))).square().mean().backward()
    optimizer.step()
    x = torch.tensor([[[math.sin(0.3 * (l + 1) * i) for i in range(SAMPLES)] for l in range(leads)]])
    with torch.no_grad():
        cases.append({"leads": leads, "embedding": model(x)[0].tolist(), "logits": model.dense(model(x))[0].tolist()})
    torch.save({"epoch": 3, "step": 1200, "state_dict": model.state_dict(), "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()}, f"founder-{leads}.pth")
with open("founder.json", "w") as file:
    json.dump({"torch": torch.__version__, "samples": "sin(0.3 (lead + 1) i), lead and i from 0", "cases": cases}, file, indent=1)
