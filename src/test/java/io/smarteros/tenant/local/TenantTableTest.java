package io.smarteros.tenant.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantTableTest {
  @Test
  void a_table_is_shown_again_only_when_more_than_the_age_has_changed() {
    List<String> shown = new ArrayList<>();
    TenantTable table = new TenantTable(shown::add);

    table.show("NAME   READY   AGE\nacme   False   1s\n");
    table.show("NAME   READY   AGE\nacme   False   12s\n");
    table.show("NAME   READY   AGE\nacme   True    13s\n");

    assertThat(shown).hasSize(2).last().asString().contains("True");
  }
}
