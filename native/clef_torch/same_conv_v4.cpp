#define CLEF_GENERATION v4
#define CLEF_FLOATS 16
#include "same_conv_kernel.inc"
