using Clef.Core;
using Clef.Datasets.Labelled;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Finetuning;
using Clef.Eeg.Tokenizer;
using Clef.Learning.Configuration;

namespace Clef.Eeg.Tests;

/// <summary>The recipes in configs/eeg are read, and their sizes make sense.</summary>
public sealed class RecipeTests
{
    [Theory]
    [InlineData("tiny", 256, 6)]
    [InlineData("base", 768, 12)]
    [InlineData("large", 1024, 24)]
    public void Every_size_has_its_recipes(string size, int width, int depth)
    {
        TokenizerRecipe tokenizer = ConfigFile.Read<TokenizerRecipe>(Recipe($"tokenizer-{size}"), ["model.patch_bins=8", "model.patch_frames=10"]);
        tokenizer.Model.Checked("recipe").Name.ShouldBe(size);
        (tokenizer.Model.Rows, tokenizer.Model.Columns(1280)).ShouldBe((16, 128));
        PretrainRecipe pretrain = ConfigFile.Read<PretrainRecipe>(Recipe($"pretrain-{size}"), ["model.class_token=true", "model.pooling=class"]);
        EncoderConfig encoder = pretrain.Model.Checked("recipe");
        (encoder.Width, encoder.Depth, encoder.Pooling).ShouldBe((width, depth, SessionPooling.Class));
        pretrain.Mask.Checked("recipe");
        AlignmentRecipe align = ConfigFile.Read<AlignmentRecipe>(Recipe($"align-{size}"), ["mask.least=0", "mask.most=0", "mask.mean=0", "mask.deviation=0", "mask.dropped=0"]);
        align.Alignment.Checked("recipe").Width.ShouldBe(512);
        align.Mask.Checked("recipe").Most.ShouldBe(0);
    }

    [Fact]
    public void Fine_tuning_has_its_recipe_which_lacks_only_what_the_user_gives()
    {
        FinetuneRecipe recipe = ConfigFile.Read<FinetuneRecipe>(Recipe("finetune"), ["model=m", "store=s", "labels=l.csv", "task=t"]);
        recipe.Checked().Select.ShouldBe(SelectBy.Auroc);
        Should.Throw<ClefException>(() => (recipe with { Labels = "" }).Checked()).Message.ShouldContain("labels");
    }

    [Fact]
    public void An_unknown_key_is_an_error() =>
        Should.Throw<ClefException>(() => ConfigFile.Read<PretrainRecipe>(Recipe("pretrain-tiny"), ["model.widht=3"])).Message.ShouldContain("widht");

    private static string Recipe(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clef.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.ShouldNotBeNull().FullName, "configs", "eeg", name + ".yaml");
    }
}
