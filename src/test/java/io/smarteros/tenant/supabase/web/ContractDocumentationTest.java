package io.smarteros.tenant.supabase.web;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.supabase.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code docs/supabase-contract.md} says is what the migrations make. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractDocumentationTest {
  private static final Path CONTRACT = Path.of("docs/supabase-contract.md");
  private static final Path WORDS_OF_THE_PAGE = Path.of("samples/status-page/words.js");

  private static final Pattern TABLE = Pattern.compile("(?ms)^### `(\\w+)`$(.*?)(?=^##)");
  private static final Pattern COLUMNS = Pattern.compile("(?m)^\\| column .*\\n(?:\\|.*\\n)+");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`[^|]*`) \\|");
  private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");

  private Tables tables;
  private String contract;

  @BeforeAll
  void start() throws IOException {
    tables = Tables.start(Schema.HARDENED);
    contract = Files.readString(CONTRACT);
  }

  @AfterAll
  void stop() {
    tables.database().close();
  }

  @Test
  void it_names_every_column_of_every_table_and_no_other() {
    Map<String, Set<String>> documented = new TreeMap<>();
    TABLE
        .matcher(contract)
        .results()
        .forEach(section -> documented.put(section.group(1), columnsIn(section.group(2))));
    Map<String, Set<String>> present = new TreeMap<>();
    for (String line :
        tables.ask(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'")) {
      String[] names = line.split("\\|", -1);
      present.computeIfAbsent(names[0], _ -> new TreeSet<>()).add(names[1]);
    }

    assertThat(documented).isEqualTo(present);
  }

  @Test
  void it_names_every_state_of_a_service() {
    String allowed =
        tables.one(
            """
            select pg_get_constraintdef(oid) from pg_constraint
             where conrelid = 'public.tenant_status'::regclass and conname like '%state%'
            """);

    assertThat(firstCells(between("| state |", "\n\n")))
        .containsExactlyInAnyOrderElementsOf(words(allowed, "'(\\w+)'"));
  }

  @Test
  void it_names_every_word_with_which_a_request_is_refused() {
    List<String> ofRequests =
        words(definitions("tenant_ops.request_tenant(text,text,text)"), "detail = '(\\w+)'");
    List<String> ofForm =
        words(
            definitions("tenant_ops.guard_tenant()", "tenant_ops.guard_service()"),
            "detail = '(\\w+)'");

    assertThat(refusals()).containsAll(ofRequests);
    assertThat(words(contract, "`(\\w+)`")).containsAll(ofForm);
    assertThat(words(contract, "`(\\w+)`"))
        .containsAll(words(definitions("tenant_ops.login(uuid,text)"), "detail = '(\\w+)'"));
  }

  @Test
  void the_sample_page_has_a_sentence_for_every_word_and_state() throws IOException {
    String page = Files.readString(WORDS_OF_THE_PAGE);

    assertThat(words(page.substring(page.indexOf("refusals")), "(?m)^  (\\w+):"))
        .containsExactlyInAnyOrderElementsOf(refusals());
    assertThat(words(page.substring(0, page.indexOf("serviceNames")), "(?m)^  (\\w+):"))
        .containsExactlyInAnyOrderElementsOf(firstCells(between("| state |", "\n\n")));
  }

  /** The words in the table of what may become of a request; its header is one of them. */
  private Set<String> refusals() {
    Set<String> words = firstCells(between("| `details` | HTTP", "\n\n"));
    words.remove("details");
    return words;
  }

  private static Set<String> columnsIn(String section) {
    String table = COLUMNS.matcher(section).results().map(MatchResult::group).collect(joining());
    return firstCells(table);
  }

  private static Set<String> firstCells(String table) {
    Set<String> names = new TreeSet<>();
    FIRST_CELL
        .matcher(table)
        .results()
        .forEach(cell -> names.addAll(words(cell.group(1), QUOTED.pattern())));
    return names;
  }

  private String between(String start, String end) {
    int from = contract.indexOf(start);
    assertThat(from).as("%s in %s", start, CONTRACT).isNotNegative();
    return contract.substring(from, contract.indexOf(end, from) + 1);
  }

  private String definitions(String... functions) {
    StringBuilder all = new StringBuilder();
    for (String function : functions) {
      all.append(tables.one("select pg_get_functiondef(?::regprocedure)", function));
    }
    return all.toString();
  }

  private static List<String> words(String text, String pattern) {
    List<String> found =
        Pattern.compile(pattern)
            .matcher(text)
            .results()
            .map(match -> match.group(1))
            .distinct()
            .toList();
    assertThat(found).as(pattern).isNotEmpty();
    return found;
  }
}
