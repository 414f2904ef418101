package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrismaCallsTest {

  @TempDir private Path folder;

  @Test
  void queries_are_known_by_tables_and_columns() {
    var facts =
        new HandMade(folder)
            .with(
                "prisma/schema.prisma",
                """
                model Ticket {
                  id     Int    @id
                  seatNo Int    @map("seat_no")
                  guest  Guest?
                  @@map("tickets")
                }
                model Guest {
                  id Int @id
                }
                """)
            .with(
                "lib/tickets.ts",
                """
                await prisma.ticket.findMany();
                await prisma.ticket.findMany({ where: { seatNo: 3, OR: [] }, take: 5 });
                await ctx.db.ticket.create({ data: { seatNo: 4, guest: { connect: { id } } } });
                await tx.ticket.upsert({ where: { id }, create: {}, update: {} });
                await prisma.ticket.updateMany({ where: { id }, data: { seatNo: 1 } });
                for (const id of ids) { await this.prisma.ticket.delete({ where: { id } }); }
                await stripe.coupon.create({ data: {} });
                """)
            .read();

    assertThat(facts.tables())
        .extracting(
            use -> use.place().line(),
            Uses.Table::name,
            use -> use.operations().getFirst(),
            Uses.Table::filters,
            Uses.Table::keys,
            Uses.Table::bounded,
            Uses.Table::repeated)
        .containsExactly(
            tuple(1, "tickets", "select", List.of(), List.of(), false, false),
            tuple(2, "tickets", "select", List.of("seat_no"), List.of(), true, false),
            tuple(3, "tickets", "insert", List.of(), List.of("seat_no"), true, false),
            tuple(4, "tickets", "upsert", List.of("id"), List.of(), true, false),
            tuple(5, "tickets", "update", List.of("id"), List.of("seat_no"), true, false),
            tuple(6, "tickets", "delete", List.of("id"), List.of(), true, true));
  }
}
