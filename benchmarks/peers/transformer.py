"""The peer of TransformerComparison.cs: the same network in plain PyTorch."""
import torch
from torch import nn

from worker import serve

BATCH, TOKENS, WIDTH, HEADS, DEPTH = 1, 2048, 384, 6, 6


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.proj = nn.Linear(WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def attend(self, x):
        batch, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, tokens, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        if hasattr(nn.functional, "scaled_dot_product_attention"):
            mixed = nn.functional.scaled_dot_product_attention(q, k, v)
        else:
            mixed = ((q * (width // HEADS) ** -0.5) @ k.transpose(-2, -1)).softmax(-1) @ v
        return self.proj(mixed.transpose(1, 2).reshape(batch, tokens, width))

    def forward(self, x):
        x = x + self.attend(self.norm1(x))
        return x + self.mlp(self.norm2(x))


def prepare(case, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = nn.Sequential(*[Block() for _ in range(DEPTH)])
    x = torch.randn(BATCH, TOKENS, WIDTH)

    def forward():
        with torch.no_grad():
            model(x)

    optimizer = torch.optim.AdamW(model.parameters())

    def step():
        optimizer.zero_grad()
        model(x).square().mean().backward()
        optimizer.step()

    return forward if case == "forward" else step


serve(prepare)
