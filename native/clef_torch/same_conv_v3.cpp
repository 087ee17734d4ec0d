#define CLEF_GENERATION v3
#define CLEF_FLOATS 8
#include "same_conv_kernel.inc"
