namespace Clef.Learning.Contrastive;

/// <summary>How clinical risk weighs pairs, and what is done where it is missing.</summary>
public enum GuidanceMode
{
    /// <summary>
    /// What the released code does: a missing risk is read as 0, completeness is ignored, and the loss is (L_w + L_d) / 2. Kept for parity; patients
    /// without a score look like the healthiest ones and like each other.
    /// </summary>
    Reference,

    /// <summary>
    /// What the paper says: the dissimilarity of a pair is multiplied by exp(-c_i c_k) of the two completenesses, and the loss is L_w + L_d.
    /// The paper does not say what the risk difference of a pair is when a score is missing; here it is the mean of the batch's known pairs,
    /// which neither pulls such a pair together nor pushes it apart more than others.
    /// </summary>
    Paper,

    /// <summary>
    /// The expected squared risk difference under the inputs that are known, (m_i - m_k)^2 + v_i + v_k, and no mask; the loss is L_w + L_d.
    /// A patient of whom much is known keeps most of the guidance even when one input is missing.
    /// </summary>
    Expected,
}
