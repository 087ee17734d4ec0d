using Clef.Core;
using Clef.Eeg.Text;
using Clef.Testing;

namespace Clef.Eeg.Tests.Alignment;

public sealed class WordPieceTests
{
    private static readonly string[] s_vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "sharp", ",", "wave", "##s", "cafe", "-"];

    private static WordPieces Small => new("small", s_vocabulary);

    [Theory]
    [InlineData("unaffable", "[CLS] un ##aff ##able [SEP]")]
    [InlineData("Sharp, WAVES", "[CLS] sharp , wave ##s [SEP]")]
    [InlineData("sharp-wave", "[CLS] sharp - wave [SEP]")]
    [InlineData("café\u0301", "[CLS] cafe [SEP]")]
    [InlineData("sharp\u0000\u200b xyz", "[CLS] sharp [UNK] [SEP]")]
    [InlineData("unaffablex", "[CLS] [UNK] [SEP]")]
    [InlineData("", "[CLS] [SEP]")]
    public void Texts_become_the_longest_pieces_from_the_left(string text, string pieces) =>
        string.Join(' ', Small.Pieces(text, 20).Select(p => s_vocabulary[p])).ShouldBe(pieces);

    [Fact]
    public void A_long_text_is_cut_and_keeps_its_end() => Small.Pieces("sharp wave sharp wave", 4).ShouldBe([2, 7, 9, 3]);

    [Fact]
    public void A_vocabulary_without_marks_or_with_twins_is_an_error()
    {
        Should.Throw<ClefException>(() => new WordPieces("x", ["a", "b"])).Message.ShouldContain("[PAD]");
        Should.Throw<ClefException>(() => new WordPieces("x", ["a", "a"])).Message.ShouldContain("line 2");
    }

    [Fact]
    public void Learnt_pieces_are_letters_and_the_pairs_that_meet_most_often()
    {
        // "slow" comes four times: l+o, o+w and s+l meet four times each, and "##l ##o" is the first of them in order.
        string[] pieces = WordPieceLearning.Learn(["Slow, slow waves", "slowing slow-wave"], 100);
        pieces[..5].ShouldBe(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]);
        int letters = pieces.Count(p => p.Replace("##", "").Length == 1);
        pieces[5 + letters].ShouldBe("##lo");
        pieces.ShouldContain("slow");
        pieces.ShouldContain("wave");
        pieces.ShouldNotContain("waves"); // once only: nothing says that it is one piece
        WordPieceLearning.Learn(["slow slow"], 8).Length.ShouldBe(9, "marks and four letters are always there");
        var learnt = new WordPieces("learnt", pieces);
        learnt.Vocabulary.ShouldBe(pieces);
        learnt.Pieces("slow waves", 20).Select(p => pieces[p]).ShouldBe(["[CLS]", "slow", "wave", "##s", "[SEP]"]);
        WordPieceLearning.Learn([], 100).Length.ShouldBe(5);
    }

    [RecordingsFact("terminologies/bert-base-uncased-vocab.txt")]
    public void Berts_own_vocabulary_gives_its_known_numbers()
    {
        WordPieces pieces = WordPieces.Read(Path.Combine(SharedData.Recordings!, "terminologies/bert-base-uncased-vocab.txt"));
        pieces.Count.ShouldBe(30522);
        pieces.Padding.ShouldBe(0);
        // Widely published: "Hello, world!" in bert-base-uncased.
        pieces.Pieces("Hello, world!", 256).ShouldBe([101, 7592, 1010, 2088, 999, 102]);
    }
}
