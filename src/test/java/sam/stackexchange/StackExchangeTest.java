package sam.stackexchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sam.library.Example;
import sam.library.Status;
import sam.library.Tier;
import sam.rows.Message;

/// What becomes of questions and answers.
class StackExchangeTest extends StackDesk {
    @Test
    void anAcceptedAnswerBecomesARowWithItsAuthorsBesideIt() throws InterruptedException {
        server.question(100);
        var report = collect("stackoverflow?tagged=c%2b%2b;c#&min=5");
        assertThat(report.taken()).isEqualTo(1);
        assertThat(report.licence()).isEqualTo("CC-BY-SA-4.0");
        var row = rows().getFirst();
        assertThat(row.phase()).isEqualTo(1);
        assertThat(row.status()).isEqualTo(Status.WAITING);
        var chat = (Example.Chat) row.example();
        assertThat(chat.messages().getFirst())
                .isEqualTo(Message.user("How do I use \"x\" number 100?\n\nI tried `x()` number 100."));
        assertThat(chat.answer())
                .startsWith("Call `x()` of number 101 with care:\n\n```java\nif (a < b) {\n\tx();\n}\n```\n\nIt works")
                .doesNotContain("Zoë")
                .doesNotContain("users/");
        var origin = row.origin();
        assertThat(origin.tier()).isEqualTo(Tier.HIGH_VALUE);
        assertThat(origin.licence()).isEqualTo("CC-BY-SA-4.0");
        assertThat(origin.item().address()).isEqualTo("https://stackoverflow.com/questions/100/how");
        assertThat(origin.item().author())
                .startsWith("Zoë & 李 101 (https://stackoverflow.com/users/101/name)")
                .contains("question: Asker 100 (https://stackoverflow.com/users/100/name)");
        assertThat(origin.item().group()).isEqualTo("stackoverflow/100");
        var asked = server.asked("/questions").getFirst().query();
        assertThat(asked)
                .containsEntry("site", "stackoverflow")
                .containsEntry("tagged", "c++;c#")
                .containsEntry("min", "5")
                .containsEntry("sort", "votes")
                .containsEntry("filter", StackServer.FILTER);
        assertThat(server.asked("/filters/create").getFirst().query().get("include"))
                .contains("question.accepted_answer_id", "answer.content_license", ".backoff");
    }

    @Test
    void aFarWorseEarlierAnswerMakesAPairAndALaterOneDoesNot() throws InterruptedException {
        answers(server.question(100)).add(StackServer.answer(102, 100, 1, 1_550_000_000L, false));
        answers(server.question(200)).add(StackServer.answer(202, 200, 1, 1_650_000_000L, false));
        answers(server.question(300)).add(StackServer.answer(302, 300, 3, 1_550_000_000L, false));
        collect("stackoverflow");
        var pairs = rows().stream()
                .filter(row -> row.example() instanceof Example.Preference)
                .toList();
        assertThat(pairs).hasSize(1);
        assertThat(pairs.getFirst().phase()).isEqualTo(4);
        var pair = (Example.Preference) pairs.getFirst().example();
        assertThat(pair.chosen()).contains("number 101");
        assertThat(pair.rejected()).contains("number 102");
        assertThat(pairs.getFirst().origin().item().group()).isEqualTo("stackoverflow/100");
        assertThat(pairs.getFirst().origin().item().author())
                .contains("/users/101/")
                .contains("/users/102/");
    }

    @Test
    void whatIsNotWorthARowIsRefusedWithItsReason() throws InterruptedException {
        server.question(100).put("score", 2);
        server.question(200).put("accepted_answer_id", null);
        server.question(300).put("closed_date", 1_600_000_000L);
        server.question(400).put("body", null);
        server.question(500).put("body", "<p>See <img src=\"x.png\" alt=\"enter image description here\"></p>");
        answers(server.question(600)).getFirst().put("score", 2);
        answers(server.question(700)).getFirst().put("body", "<p>Short.</p>");
        answers(server.question(800)).getFirst().put("body", "<p>" + "long ".repeat(1300) + "</p>");
        answers(server.question(900))
                .getFirst()
                .put(
                        "body",
                        "<p>See <a href=\"https://a.org/" + "x".repeat(300) + "\">https://a.org/" + "x".repeat(300)
                                + "</a> for that.</p>");
        answers(server.question(1000)).getFirst().put("body", null);
        server.question(1_000_000_001);
        server.question(1_000_000_009).put("title", "poisoned answer");
        server.question(1100);
        var report = collect("stackoverflow");
        assertThat(report.taken()).isEqualTo(1);
        assertThat(report.reasons())
                .containsOnlyKeys(
                        "the question's score is too low",
                        "no answer is accepted",
                        "the question is closed",
                        "the question has no text",
                        "the question shows pictures",
                        "the accepted answer's score is too low",
                        "the accepted answer is too short",
                        "the accepted answer is too long",
                        "the accepted answer only points elsewhere",
                        "the accepted answer has no text",
                        "the question is made up to mark copies",
                        "the answer is made up to mark copies");
        assertThat(report.refusals().getFirst().place()).isEqualTo("https://stackoverflow.com/questions/100/how");
    }

    @Test
    void peopleWhoLeftAndLicencesThatAreNotToldAreNoFault() throws InterruptedException {
        var question = server.question(100);
        question.put("owner", null);
        question.put("content_license", null);
        var answer = answers(question).getFirst();
        answer.put("owner", Map.of("user_type", "does_not_exist", "display_name", "user 7"));
        answer.remove("content_license");
        collect("stackoverflow");
        var origin = rows().getFirst().origin();
        assertThat(origin.item().author()).isEqualTo("user 7");
        // written in 2017 and 2020
        assertThat(origin.licence()).isEqualTo("CC-BY-SA-4.0");
    }

    @Test
    void addressesOfPeopleAreNotInTheText() throws InterruptedException {
        var question = server.question(100);
        question.put("body", "<p>Write to jane.doe@corp.co.uk or me@example.com about it.</p>");
        collect("stackoverflow");
        assertThat(rows().getFirst().example().texts().getFirst())
                .contains("Write to user@example.com or me@example.com");
    }

    @Test
    void answersThatComeApartAreAskedFor() throws InterruptedException {
        many(3);
        server.answersApart = true;
        server.knowsFilters = false;
        assertThat(collect("stackoverflow").taken()).isEqualTo(3);
        assertThat(server.asked("/questions/1000;1010;1020/answers")).hasSize(1);
        assertThat(server.asked("/questions").getFirst().query()).containsEntry("filter", "withbody");
    }

    @Test
    void addressesThatSayNothingAreSentences() {
        assertThatThrownBy(() -> collect("?tagged=java")).hasMessageContaining("names no site");
        assertThatThrownBy(() -> collect("stackoverflow?tag=java"))
                .hasMessageContaining("“tag”")
                .hasMessageContaining("tagged=A;B");
        assertThatThrownBy(() -> collect("stackoverflow?min=many")).hasMessageContaining("“many”");
        assertThatThrownBy(() ->
                        StackExchange.of(Map.of("STACKEXCHANGE_API_URL", "api"), InstantSource.fixed(Instant.EPOCH)))
                .hasMessageContaining("STACKEXCHANGE_API_URL");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, @Nullable Object>> answers(Map<String, @Nullable Object> question) {
        return (List<Map<String, @Nullable Object>>) question.get("answers");
    }
}
