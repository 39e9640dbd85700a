using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>
/// Who of the company is concerned and by what. Assignment and requested reviews are facts of the item whoever touched
/// it last; words and reviews concern everybody but their author.
/// </summary>
internal static class ConcernedUsers
{
    public static IReadOnlyDictionary<string, ItemRelation> Find(ItemObservation seen)
    {
        var concerned = new SortedDictionary<string, ItemRelation>(StringComparer.Ordinal);
        foreach (var (login, relation) in seen.Concerns.Where(concern => !IsActor(seen, concern.Key)))
        {
            Add(concerned, seen, login, relation);
        }

        foreach (var login in seen.Item.Logins("requested_reviewers"))
        {
            Add(concerned, seen, login, ItemRelation.ReviewRequested);
        }

        foreach (var login in seen.Item.Logins("assignees"))
        {
            Add(concerned, seen, login, ItemRelation.Assigned);
        }

        if (ItemNormaliser.StateOf(seen) == ItemState.Completed && seen.Item.Login("user") is { } author)
        {
            // An author who was asked for changes must learn that nothing is left to change.
            Add(concerned, seen, author, ItemRelation.Author);
        }

        foreach (var login in Mentions.Find(seen.Remark).Where(login => !IsActor(seen, login)))
        {
            Add(concerned, seen, login, ItemRelation.Mentioned);
        }

        return concerned;
    }

    private static bool IsActor(ItemObservation seen, string login) =>
        string.Equals(login, seen.Actor, StringComparison.OrdinalIgnoreCase)
        || (seen.Connection.UserOf(login) is { } user && user == seen.Connection.UserOf(seen.Actor));

    /// <summary>The first reason stays: they are added from the most to the least binding.</summary>
    private static void Add(SortedDictionary<string, ItemRelation> concerned, ItemObservation seen, string login, ItemRelation relation)
    {
        if (seen.Connection.UserOf(login) is { } user)
        {
            concerned.TryAdd(user, relation);
        }
    }
}
