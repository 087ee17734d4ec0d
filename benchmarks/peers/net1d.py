"""The peer of Net1DComparison.cs: the same network in plain PyTorch, written for speed within its usual operations."""
import torch
from torch import nn
from torch.nn import functional as F

from worker import serve

SIZES = {
    "small": dict(base=32, ratio=0.5, filters=[32, 64, 64, 128, 128, 256], blocks=[1, 1, 2, 2, 2, 2], width=8),
    "medium": dict(base=64, ratio=1.0, filters=[64, 160, 160, 400, 400, 1024, 1024], blocks=[2, 2, 2, 3, 3, 4, 4], width=16),
}
KERNEL, SAMPLES = 16, 5000


class Same(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1, groups=1):
        super().__init__()
        self.kernel, self.stride = kernel, stride
        self.conv = nn.Conv1d(inputs, outputs, kernel, stride, groups=groups)

    def forward(self, x):
        length = x.shape[-1]
        padding = max(0, (-(-length // self.stride) - 1) * self.stride + self.kernel - length)
        return self.conv(F.pad(x, (padding // 2, padding - padding // 2)) if padding else x)


class Block(nn.Module):
    def __init__(self, inputs, outputs, size, first, down):
        super().__init__()
        middle = int(outputs * size["ratio"])
        self.first, self.down, self.more = first, down, outputs - inputs
        self.conv1 = Same(inputs, middle, 1)
        self.conv2 = Same(middle, middle, KERNEL, 2 if down else 1, outputs // size["width"])
        self.conv3 = Same(middle, outputs, 1)
        self.fc1, self.fc2 = nn.Linear(outputs, outputs // 2), nn.Linear(outputs // 2, outputs)

    def forward(self, x):
        y = self.conv1(x if self.first else F.silu(x))
        y = self.conv3(F.silu(self.conv2(F.silu(y))))
        gate = torch.sigmoid(self.fc2(F.silu(self.fc1(y.mean(-1)))))
        if self.down:
            x = F.max_pool1d(F.pad(x, (0, 1)), 2)
        if self.more:
            x = F.pad(x, (0, 0, self.more // 2, self.more - self.more // 2))
        return y * gate.unsqueeze(-1) + x


class Net1D(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.first = Same(1, size["base"], KERNEL, 2)
        blocks, channels = [], size["base"]
        for stage, (filters, count) in enumerate(zip(size["filters"], size["blocks"])):
            for block in range(count):
                blocks.append(Block(channels, filters, size, stage == 0 and block == 0, block == 0))
                channels = filters
        self.blocks = nn.Sequential(*blocks)

    def forward(self, x):
        return self.blocks(F.silu(self.first(x))).mean(-1)


def prepare(case, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    size, what = case.split("-")
    model = Net1D(SIZES[size])
    x = torch.randn(16 if what == "step" else int(what), 1, SAMPLES)

    def forward():
        with torch.no_grad():
            model(x)

    optimizer = torch.optim.AdamW(model.parameters())

    def step():
        optimizer.zero_grad()
        model(x).square().mean().backward()
        optimizer.step()

    return step if what == "step" else forward


serve(prepare)
