package io.smarteros.tenant.operator.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

class EnvFileTest {
  @Test
  void reads_what_secret_stores_and_shells_write() {
    assertThat(
            EnvFile.parse(
                """
                # rendered by the secret store

                SUPABASE_URL=https://example.supabase.co
                export SUPABASE_DB_USER=tenant_operator   # the role
                  SUPABASE_ANON_KEY = eyJ.a-b_c=
                EMPTY=
                LITERAL='single $HOME \\n "x" # no comment'
                QUOTED="double \\"x\\" \\\\ \\$HOME\\tend"   # a comment
                HASH=a#b
                LINES="first
                second"
                """))
        .containsExactly(
            entry("SUPABASE_URL", "https://example.supabase.co"),
            entry("SUPABASE_DB_USER", "tenant_operator"),
            entry("SUPABASE_ANON_KEY", "eyJ.a-b_c="),
            entry("EMPTY", ""),
            entry("LITERAL", "single $HOME \\n \"x\" # no comment"),
            entry("QUOTED", "double \"x\" \\ $HOME\tend"),
            entry("HASH", "a#b"),
            entry("LINES", "first\nsecond"));
  }

  @Test
  void reads_files_from_other_systems() {
    assertThat(EnvFile.parse("\uFEFFA=1\r\nB='2'\r\nC=3"))
        .isEqualTo(Map.of("A", "1", "B", "2", "C", "3"));
  }

  @Test
  void the_last_of_two_counts() {
    assertThat(EnvFile.parse("A=1\nA=2\n")).containsExactly(entry("A", "2"));
  }

  @Test
  void names_the_line_that_it_does_not_understand_but_not_what_is_in_it() {
    for (String line :
        new String[] {
          "data: map[SUPABASE_DB_PASSWORD:hunter2]", "A='hunter2", "A=\"b\" hunter2", "1A=hunter2"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EnvFile.parse("# one\nB=1\n" + line + "\nC=2\n"))
          .withMessage("line 3 is not NAME=value");
    }
  }

  @Property
  void every_value_survives_in_double_quotes(
      @ForAll @CharRange(from = ' ', to = '~') String value) {
    String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$");
    assertThat(EnvFile.parse("A=\"" + quoted + "\"")).containsEntry("A", value);
  }

  @Test
  void a_long_value_is_no_trouble() {
    String value = "x\\\"".repeat(100_000);
    assertThat(EnvFile.parse("A=\"" + value + "\"")).containsEntry("A", value.replace("\\", ""));
  }
}
