// Losses. reduction: 0 none, 1 mean, 2 sum.
#include "abi.h"

#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/kl_div.h>
#include <ATen/ops/l1_loss.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/smooth_l1_loss.h>

using clef::Borrowed;
using clef::make;

// Targets are class indices, or probabilities of the logits' shape.
CLEF_API Handle clef_cross_entropy(Handle logits, Handle target, Handle weight, int64_t ignore, double smoothing, int reduction) {
  return make("cross_entropy", {logits, target, weight}, [&] {
    return at::cross_entropy_loss(*Borrowed(logits), *Borrowed(target), Borrowed(weight).optional(), reduction, ignore, smoothing);
  });
}

CLEF_API Handle clef_binary_cross_entropy(Handle logits, Handle target, Handle weight, Handle positive_weight, int reduction) {
  return make("binary_cross_entropy", {logits, target, weight, positive_weight}, [&] {
    return at::binary_cross_entropy_with_logits(
        *Borrowed(logits), *Borrowed(target), Borrowed(weight).optional(), Borrowed(positive_weight).optional(), reduction);
  });
}

CLEF_API Handle clef_mse_loss(Handle t, Handle target, int reduction) {
  return make("mse_loss", {t, target}, [&] { return at::mse_loss(*Borrowed(t), *Borrowed(target), reduction); });
}

CLEF_API Handle clef_l1_loss(Handle t, Handle target, int reduction) {
  return make("l1_loss", {t, target}, [&] { return at::l1_loss(*Borrowed(t), *Borrowed(target), reduction); });
}

CLEF_API Handle clef_smooth_l1_loss(Handle t, Handle target, double beta, int reduction) {
  return make("smooth_l1_loss", {t, target}, [&] { return at::smooth_l1_loss(*Borrowed(t), *Borrowed(target), reduction, beta); });
}

// Both are logarithms of probabilities.
CLEF_API Handle clef_kl_div(Handle t, Handle target, int reduction) {
  return make("kl_div", {t, target}, [&] { return at::kl_div(*Borrowed(t), *Borrowed(target), reduction, /*log_target=*/true); });
}
