using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Xunit;

namespace AssistantStudio.Tests.Core.Embeds;

public sealed class EmbedSessionsTests
{
    private const string Site = "https://www.shop.example";

    private static readonly EphemeralDataProtectionProvider s_protection = new();

    private readonly TestClock _clock = new();
    private readonly OpenEmbed _embed = Embed("pk_one");

    private EmbedSessions Sessions => new(s_protection, _clock);

    [Fact]
    public void Read_WhatWasWritten_IsTheSession()
    {
        var session = Sessions.Open(_embed, Site, null);

        Assert.Equal(session, Sessions.Read(Sessions.Write(session), _embed, Site));
        Assert.Equal(_clock.Now + EmbedLimits.Idle, session.ExpiresAt);
    }

    [Fact]
    public void Read_OfAnotherSite_IsNothing() => Assert.Null(Sessions.Read(Token(), _embed, "https://other.example"));

    [Fact]
    public void Read_OfAnotherAssistant_IsNothing() => Assert.Null(Sessions.Read(Token(), Embed("pk_two"), Site));

    [Fact]
    public void Read_OfAKeyThatWasReplaced_IsNothing() => Assert.Null(Sessions.Read(Token(), _embed with { PublicKey = "pk_new" }, Site));

    [Theory]
    [InlineData("")]
    [InlineData("made up")]
    [InlineData("CfDJ8O2vpcTEAgNLi0G-fhmD4kBCg4ASGNNw1iX9qeR6sJjE7Nh")]
    public void Read_MadeUp_IsNothing(string token) => Assert.Null(Sessions.Read(token, _embed, Site));

    [Fact]
    public void Read_Changed_IsNothing()
    {
        var token = Token();

        Assert.Null(Sessions.Read(token[..^2] + (token[^2] == 'A' ? 'B' : 'A') + token[^1], _embed, Site));
        Assert.Null(Sessions.Read(new string('A', EmbedLimits.TokenLength + 1), _embed, Site));
    }

    [Fact]
    public void Read_AfterItEnded_IsNothing()
    {
        var token = Token();
        _clock.Advance(EmbedLimits.Idle - TimeSpan.FromSeconds(1));
        Assert.NotNull(Sessions.Read(token, _embed, Site));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(Sessions.Read(token, _embed, Site));
    }

    [Fact]
    public void Renewed_UsedAllDay_EndsAtLast()
    {
        var session = Sessions.Open(_embed, Site, null);
        var begun = _clock.Now;
        while (_clock.Now < session.ExpiresAt - TimeSpan.FromMinutes(1))
        {
            _clock.Advance((session.ExpiresAt - _clock.Now) / 2);
            session = Sessions.Renewed(session);
        }

        Assert.Equal(begun + EmbedLimits.Longest, session.ExpiresAt);
    }

    [Fact]
    public void Open_AfterAnother_IsTheSameVisitorInAnotherConversation()
    {
        var first = Sessions.Open(_embed, Site, null);

        var next = Sessions.Open(_embed, Site, first);
        var stranger = Sessions.Open(_embed, Site, null);

        Assert.Equal((first.Visitor, first.StartedAt), (next.Visitor, next.StartedAt));
        Assert.NotEqual(first.ConversationId, next.ConversationId);
        Assert.NotEqual(first.Visitor, stranger.Visitor);
    }

    private string Token() => Sessions.Write(Sessions.Open(_embed, Site, null));

    private static OpenEmbed Embed(string key) => new(
        Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), StudioEnvironment.Production, key, [Site], "", "", "#08687f", EmbedPosition.Right, EmbedTheme.Auto, 30, 1_000, 2_000);
}
