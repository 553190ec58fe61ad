package sam.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.stories.Work.About;
import sam.stories.Work.Chapter;
import sam.stories.Work.Kind;
import sam.stories.Work.Labels;
import sam.stories.Work.Scene;

/// Both sides of the wall: what is never kept, and what is kept though it sounds alike.
class TriageTest {
    private final Prose prose = new Prose(3);

    @TempDir
    Path folder;

    private boolean refused(
            Kind kind,
            String rating,
            List<String> warnings,
            List<String> tags,
            String title,
            String summary,
            String... scene) {
        var labels = new Labels(
                rating, warnings, List.of("M/M"), List.of("Teen Wolf (TV)"), List.of("A/B"), List.of(), tags);
        var paragraphs = scene.length == 0 ? prose.paragraphs(3) : List.of(scene);
        var work = Work.of(
                kind,
                new About(title, null, null, null, summary, List.of(), null, labels),
                List.of(new Chapter("One", null, List.of(new Scene(paragraphs)))),
                List.of());
        return Triage.against(work, "stories/lake").isPresent();
    }

    private boolean tagged(String rating, String... tags) {
        return refused(Kind.AO3, rating, List.of("No Archive Warnings Apply"), List.of(tags), "The Lake", "A lake.");
    }

    private boolean said(String rating, String summary) {
        return refused(Kind.AO3, rating, List.of(), List.of(), "The Lake", summary);
    }

    @Test
    void theArchivesOwnWarningIsEnoughWhateverTheRating() {
        for (var warning : List.of("Underage Sex", "Underage", "underage sex", "Archive Warning: Underage")) {
            for (var rating :
                    List.of("Explicit", "Mature", "Teen And Up Audiences", "General Audiences", "Not Rated")) {
                assertThat(refused(
                                Kind.AO3,
                                rating,
                                List.of("Major Character Death", warning),
                                List.of(),
                                "The Lake",
                                "A lake."))
                        .as("%s, %s", warning, rating)
                        .isTrue();
            }
        }
    }

    @Test
    void tagsThatSaySoAreEnough() {
        for (var tag : List.of(
                "Underage - Freeform",
                "Extremely Underage",
                "Implied/Referenced Underage Sex",
                "Underage Smut",
                "Consensual Underage Sex",
                "Underage Rape/Non-con",
                "Underage Masturbation",
                "Minor/Adult Relationship",
                "Adult/Minor Relationship",
                "Pedophilia",
                "Paedophilia",
                "Implied/Referenced Pedophilia",
                "Shotacon",
                "Lolicon",
                "Shota",
                "Loli",
                "Chan",
                "Child Sexual Abuse",
                "Childhood Sexual Abuse",
                "Child Grooming",
                "Statutory Rape",
                "Ephebophilia",
                "Teenage Sexuality",
                "Sexual Abuse of a Child",
                "Teen Porn",
                "Smut with minors")) {
            assertThat(tagged("Not Rated", tag)).as(tag).isTrue();
        }
    }

    @Test
    void besideSexualContentAnyWordOfYouthIsEnough() {
        for (var tag : List.of(
                "Underage Drinking",
                "Alternate Universe - High School",
                "Teenagers",
                "Teen Romance",
                "Schoolboys",
                "Preteen",
                "Teacher/Student",
                "Boy Scouts",
                "Middle School",
                "Age: 16",
                "16 years old")) {
            assertThat(tagged("Explicit", tag)).as(tag).isTrue();
            assertThat(tagged("Not Rated", tag, "Smut")).as(tag).isTrue();
        }
        for (var summary : List.of(
                "He is sixteen and in love.",
                "A fifteen-year-old finds a friend.",
                "Tom, aged 14, goes to the lake.",
                "She turns seventeen this summer.",
                "A 17yo and his neighbour.",
                "Two minors at the lake.",
                "What the boy of thirteen did.",
                "They meet in tenth grade.",
                "He was only 15 then.")) {
            assertThat(said("Explicit", summary)).as(summary).isTrue();
            assertThat(said("Mature", summary)).as(summary).isTrue();
            assertThat(said("General Audiences", summary)).as(summary).isFalse();
        }
        assertThat(said("Not Rated", "Sexual things happen at the high school."))
                .isTrue();
    }

    @Test
    void whatOnlySoundsAlikeIsKept() {
        for (var tag : List.of(
                "Minor Character Death",
                "Minor Injuries",
                "Minor Violence",
                "Minor Angst",
                "Chance Meetings",
                "Child Abuse",
                "Aged-Up Character(s)",
                "No Underage Sex",
                "Not Underage",
                "Asexual Character",
                "Fluff",
                "College",
                "Friends to Lovers",
                "Childhood Friends",
                "Time Skips")) {
            assertThat(tagged("General Audiences", tag)).as(tag).isFalse();
            assertThat(tagged("Explicit", tag)).as(tag).isFalse();
        }
        for (var tag : List.of(
                "Underage Drinking",
                "Alternate Universe - High School",
                "Teenagers",
                "Kid Fic",
                "Underage Smoking",
                "Bisexual Male Character",
                "Minor Draco/Harry",
                "Ursa Minor")) {
            assertThat(tagged("Teen And Up Audiences", tag)).as(tag).isFalse();
        }
        for (var summary : List.of(
                "A minor key, a major problem.",
                "Twenty-one years later they meet.",
                "At 35 he starts again.",
                "They have been married for sixteen years.",
                "It was twelve minutes to midnight.",
                "A 500-year-old vampire.",
                "The hundred and sixteen year old house.",
                "Thirty-five-year-old Tom moves in.")) {
            assertThat(said("Explicit", summary)).as(summary).isFalse();
        }
        assertThat(refused(
                        Kind.AO3,
                        "Explicit",
                        List.of("Rape/Non-Con", "Graphic Depictions Of Violence"),
                        List.of("Derek Hale"),
                        "Teen Wolf nights",
                        "A Teen Wolf story."))
                .as("the name of a fandom")
                .isFalse();
    }

    @Test
    void whatIsSaidToReadersIsNoDescription() {
        for (var words : List.of(
                "This story is fiction. If you are under 18, leave now.",
                "Warning: you must be 18 years or older to read this story.",
                "Disclaimer: this story contains adult material. If you're not at least 21 years of age, stop.",
                "Minors do not interact. Rated for adults.",
                "This story is not suitable for minors.",
                "All characters in this story are over eighteen.")) {
            assertThat(refused(Kind.NIFTY, "", List.of(), List.of(), "The Lake House", "", words, prose.paragraph(9)))
                    .as(words)
                    .isFalse();
        }
        for (var words : List.of(
                "This story depicts sex between minors; if that is illegal where you live, stop reading.",
                "Warning: this story is about a boy of fifteen and his coach. If you are under 18, leave.",
                "This story contains underage sex.",
                "Disclaimer: the story is about two teens.")) {
            assertThat(refused(Kind.NIFTY, "", List.of(), List.of(), "The Lake House", "", words, prose.paragraph(9)))
                    .as(words)
                    .isTrue();
        }
    }

    @Test
    void anArchivesShelfAndItsCodesSayWhatAWorkIs() throws IOException {
        var text = """
            Date: Sat, 3 May 2014 10:11:12 -0700
            From: Joe Writer <joe@example.org>
            Subject: SUBJECT

            BODY
            """.replace("BODY", String.join("\n\n", prose.paragraphs(9)));
        var shelf = Files.createDirectories(folder.resolve("gay/adult-youth"));
        assertThat(refusal(Files.writeString(shelf.resolve("a-1"), text.replace("SUBJECT", "The Lake"))))
                .isEqualTo(Triage.REASON);
        var open = Files.createDirectories(folder.resolve("gay/adult-friends"));
        assertThat(refusal(
                        Files.writeString(open.resolve("a-1"), text.replace("SUBJECT", "The Lake (M/b, Adult/Youth)"))))
                .isEqualTo(Triage.REASON);
        assertThat(refusal(Files.writeString(open.resolve("b-1"), text.replace("SUBJECT", "The Lake (Adult Friends)"))))
                .isEqualTo("null");
    }

    private static String refusal(Path file) {
        return String.valueOf(StoryFile.read(file, StoryFiles.shelf(file)).refusal());
    }

    @Test
    void aSceneThatTellsOfBothRefusesTheWholeWork() {
        var sexual = "They were naked, and he moaned.";
        assertThat(refused(
                        Kind.TEXT,
                        "",
                        List.of(),
                        List.of(),
                        "The Lake",
                        "",
                        prose.paragraph(9),
                        sexual + " He was sixteen."))
                .isTrue();
        assertThat(refused(
                        Kind.TEXT,
                        "",
                        List.of(),
                        List.of(),
                        "The Lake",
                        "",
                        prose.paragraph(9),
                        sexual + " He was thirty-six."))
                .isFalse();
        assertThat(refused(
                        Kind.TEXT, "", List.of(), List.of(), "The Lake", "", "He was sixteen and the lake was cold."))
                .isFalse();
    }

    @Test
    void nothingOfARefusedWorkLeavesTheReader() throws IOException {
        var html = Ao3Files.html(
                new Ao3Files.Tags("Explicit", "Underage Sex", List.of("Lakes")),
                Ao3Files.SUMMARY,
                List.of(prose.html(9)));
        var reading = StoryFile.read(Files.writeString(folder.resolve("a.html"), html), "a.html");
        assertThat(reading.work()).isNull();
        assertThat(reading.json())
                .doesNotContain("keeper")
                .doesNotContain("lake")
                .contains("Underage Sex");
    }
}
