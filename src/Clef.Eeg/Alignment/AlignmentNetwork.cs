using Clef.Eeg.Text;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Alignment;

/// <summary>
/// What stands beside the session encoder in alignment: the text branch, the record branch, and for each a projection of the session's embedding and of the
/// branch's vector into a common space. The two projections of the session are separate (eeg-model 5.3).
/// </summary>
public sealed class AlignmentNetwork : Module
{
    private readonly Linear _sessionToText, _sessionToProfile, _text, _profile;

    /// <summary>Makes random weights.</summary>
    public AlignmentNetwork(AlignmentConfig config, int sessionWidth, int pieces, int profileTokens, IFrozenTextEncoder? frozen)
    {
        Config = config.Checked("alignment");
        Text = Register("text", new TextBranch(config.Text, pieces, frozen));
        Profile = Register("profile", new ProfileBranch(config.Profile, profileTokens));
        _sessionToText = Register("session_to_text", new Linear(sessionWidth, config.Width));
        _sessionToProfile = Register("session_to_profile", new Linear(sessionWidth, config.Width));
        _text = Register("text_projection", new Linear(config.Text.Width, config.Width));
        _profile = Register("profile_projection", new Linear(config.Profile.Width, config.Width));
    }

    /// <summary>The sizes.</summary>
    public AlignmentConfig Config { get; }

    /// <summary>The text branch.</summary>
    public TextBranch Text { get; }

    /// <summary>The record branch.</summary>
    public ProfileBranch Profile { get; }

    /// <summary>Sessions among reports: (batch, session width) to (batch, width).</summary>
    public Tensor SessionForText(Tensor sessions) => _sessionToText.Forward(sessions);

    /// <summary>Sessions among records: (batch, session width) to (batch, width).</summary>
    public Tensor SessionForProfile(Tensor sessions) => _sessionToProfile.Forward(sessions);

    /// <summary>Reports, as lists of pieces, to (batch, width), and the frozen text encoder's features of them, (batch, its width); null without one.</summary>
    public (Tensor Vectors, Tensor? Features) Reports(IReadOnlyList<int[]> pieces, int padding)
    {
        (Tensor values, Tensor mask) = PaddedLists.Of(pieces, padding);
        (Tensor vectors, Tensor? features) = Text.WithFeatures(values, mask);
        return (_text.Forward(vectors), features);
    }

    /// <summary>Records, as sets of tokens, to (batch, width).</summary>
    public Tensor Records(IReadOnlyList<int[]> sets)
    {
        (Tensor values, Tensor mask) = PaddedLists.Of(sets, 0);
        return _profile.Forward(Profile.Forward(values, mask));
    }
}
