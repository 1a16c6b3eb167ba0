using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class ModelCatalogueTests
{
    /// <summary>Input, output and cached input of one million tokens each, on a day, as the vendors print them.</summary>
    [Theory]
    [InlineData("gpt-5.5", "2026-11-21", 5, 0.5, 30)]
    [InlineData("gpt-5.5-2026-04-23", "2026-11-21", 5, 0.5, 30)]
    [InlineData("openai/gpt-5.5", "2026-11-21", 5, 0.5, 30)]
    [InlineData("gpt-5.6-luna", "2026-07-29", 1, 0.1, 6)]
    [InlineData("gpt-5.6-luna", "2026-07-30", 0.2, 0.02, 1.2)]
    [InlineData("gpt-5.6-sol", "2026-11-21", 4, 0.4, 20)]
    [InlineData("gpt-5.6-sol", "2026-11-22", 5, 0.5, 30)]
    [InlineData("claude-opus-5", "2026-11-21", 5, 0.5, 25)]
    [InlineData("claude-sonnet-5-5", "2026-11-21", 2, 0.1, 10)]
    [InlineData("models/gemini-4-argon", "2026-11-30", 2, 0.1, 10)]
    [InlineData("gemini-4-argon", "2026-12-01", 4, 0.2, 20)]
    [InlineData("deepseek-v4-flash", "2026-11-21", 0.15, 0.003, 0.6)]
    [InlineData("mistral-large-4", "2026-11-21", 0.68, 0.68, 2.09)]
    public void Price_OfAModelOnADay_IsTheVendors(string model, string day, double input, double cached, double output)
    {
        var price = ModelCatalogue.Shipped.Find(model)!.PriceOn(DateOnly.Parse(day, CultureInfo.InvariantCulture))!;

        var rates = CallCost.RatesOf(price, 1_000, null, new DateTime(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc));

        Assert.Equal(((decimal)input, (decimal)cached, (decimal)output), (rates.Input, rates.CachedInput, rates.Output));
    }

    [Theory]
    [InlineData("gpt-5.5", 272_000, 5, 30)]
    [InlineData("gpt-5.5", 272_001, 10, 45)]
    [InlineData("grok-4.5", 199_999, 2, 6)]
    [InlineData("grok-4.5", 200_000, 4, 12)]
    [InlineData("claude-haiku-5-5", 100_001, 0.5, 2.5)]
    public void Price_OfALongRequest_ChangesWhereTheVendorSays(string model, long tokens, double input, double output)
    {
        var rates = CallCost.RatesOf(ModelCatalogue.Shipped.Find(model)!.PriceOn(new(2026, 11, 21))!, tokens, null, new DateTime(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc));

        Assert.Equal(((decimal)input, (decimal)output), (rates.Input, rates.Output));
    }

    [Fact]
    public void Shipped_EveryModel_IsSound()
    {
        Assert.All(ModelCatalogue.Shipped.Models, m =>
        {
            Assert.NotEqual("", m.Vendor);
            Assert.NotEqual(ModelCapabilities.None, m.Capabilities);
            Assert.True(m.ContextWindow is null or > 0 && m.MaxOutput is null or > 0);
            Assert.All(m.Prices, p => Assert.Contains(p.Rules, r => r is { Conditions: 0, Rates.Input: not null }));
            Assert.All(m.Prices.SelectMany(p => p.Rules), r => Assert.True(r.Rates.Input is null or (>= 0 and < 1_000) && r.Rates.Output is null or (>= 0 and < 2_000)));

            // On any day there is one price, and no gap between two.
            Assert.All(m.Prices.Zip(m.Prices.Skip(1)), p => Assert.Equal(p.First.ValidTo!.Value.AddDays(1), p.Second.ValidFrom!.Value));
        });
        Assert.Equal(new DateOnly(2026, 12, 11), ModelCatalogue.Shipped.Find("gpt-5-mini")!.ShutdownDate);
        Assert.Equal(1536, ModelCatalogue.Shipped.Find("text-embedding-3-small")!.Dimensions);
        Assert.Null(ModelCatalogue.Shipped.Find("a-model-of-ours"));
        Assert.Null(ModelCatalogue.Shipped.Find(""));
    }

    [Fact]
    public void Read_AListWithStrangeEntries_TakesWhatItUnderstands()
    {
        var (models, skipped) = PriceListReader.Read(JsonSerializer.Deserialize<JsonElement>("""
            {
              "sample_spec": {"mode": "one of …"},
              "good": {"mode":"chat","litellm_provider":"x","max_tokens":"4096","input_cost_per_token":"1e-06","output_cost_per_token":2e-06,"supports_vision":true,"something_new":{"a":[1]}},
              "tiers": {"mode":"chat","litellm_provider":"x","input_cost_per_token":1e-06,"input_cost_per_token_above_128k_tokens":2e-06,"input_cost_per_token_above_128k_tokens_priority":5e-06,"input_cost_per_token_batches":1e-09,"cache_creation_input_token_cost_above_1hr":3e-06},
              "unpriced": {"mode":"chat","litellm_provider":"x","output_cost_per_token":2e-06},
              "free": {"mode":"chat","litellm_provider":"x","input_cost_per_token":0,"output_cost_per_token":0},
              "negative": {"mode":"chat","litellm_provider":"x","input_cost_per_token":-1},
              "speech": {"mode":"audio_speech","litellm_provider":"x"},
              "text": "gone",
              "null": null
            }
            """));

        var byName = models.ToDictionary(m => m.Name);
        Assert.Equal(["speech", "text", "null"], skipped);
        Assert.Equal((4096L, ModelCapabilities.Chat | ModelCapabilities.Vision), (byName["good"].ContextWindow!.Value, byName["good"].Capabilities));
        Assert.Equal(3_000, CallCost.Of(new() { Input = 1, Output = 1 }, byName["good"].Prices[0], default)!.NanoDollars);
        Assert.Equal(5m, CallCost.RatesOf(byName["tiers"].Prices[0], 128_001, "priority", DateTime.UnixEpoch).Input);
        Assert.Equal((2m, 6m), (CallCost.RatesOf(byName["tiers"].Prices[0], 128_001, null, DateTime.UnixEpoch).Input, CallCost.RatesOf(byName["tiers"].Prices[0], 128_001, null, DateTime.UnixEpoch).CacheWriteLong));
        Assert.Empty(byName["unpriced"].Prices);
        Assert.Empty(byName["negative"].Prices);
        Assert.Equal(0, CallCost.Of(new() { Input = 5, Output = 5 }, byName["free"].Prices[0], default)!.NanoDollars);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    public void Read_WhatIsNoList_IsEmpty(string json) =>
        Assert.Empty(PriceListReader.Read(JsonSerializer.Deserialize<JsonElement>(json)).Models);
}
