package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Entity;
import io.homeport.specs.declared.Declared.Origin;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonModelsTest {

  private static final String ORDERS =
      """
      from pydantic import BaseModel
      class Base(BaseModel):
          id: str
      class OrderCreate(BaseModel):
          total: float
      class Order(Base):
          total: float = 0
          note: Optional[str] = None
          model_config = ConfigDict(extra="ignore")
          state: str | None
      class Helper:
          order: str
      async def save(body: OrderCreate):
          order = Order(**body.dict())
          document = order.model_dump()
          document["paid"] = False
          await db.orders.insert_one(document)
          await db["shop_carts"].update_one({"user_id": me}, {"$set": {"open": True}}, upsert=True)
      async def show(id):
          await db.orders.find({"customer.name": id, "$or": []}, {"_id": 0}).to_list(100)
          async for each in db.orders.find():
              await db.orders.delete_many({"id": each["id"]})
          await db.orders.create_index("number", unique=True)
          client.admin.command("ping")
      """;

  @TempDir private Path folder;

  @Test
  void a_collection_has_the_attributes_of_its_model_and_of_what_is_written_to_it() {
    var orders = entity(read(ORDERS).declared(), "orders");

    assertThat(orders.origin()).isEqualTo(Origin.PYDANTIC);
    assertThat(orders.inferred()).isTrue();
    assertThat(orders.identifier()).containsExactly("id");
    assertThat(orders.unique()).containsExactly(List.of("number"));
    assertThat(orders.attributes())
        .extracting("name", "type", "required", "defaultValue")
        .contains(
            tuple("id", "str", true, null),
            tuple("total", "float", true, "0"),
            tuple("note", "str", false, null),
            tuple("state", "str", false, null),
            tuple("paid", "any", false, null))
        .noneMatch(each -> each.toString().contains("model_config"));
  }

  @Test
  void a_collection_that_no_model_describes_has_what_calls_name() {
    var facts = read(ORDERS);

    var carts = entity(facts.declared(), "shop_carts");

    assertThat(carts.origin()).isEqualTo(Origin.CALLS);
    assertThat(carts.attributes()).extracting("name").containsExactly("open", "user_id");
    assertThat(facts.declared().entities()).extracting(Entity::name).doesNotContain("admin");
  }

  @Test
  void queries_are_found_with_what_they_do() {
    assertThat(read(ORDERS).tables())
        .extracting("name", "operations", "filters", "bounded", "repeated")
        .containsExactly(
            tuple("orders", List.of("insert"), List.of(), true, false),
            tuple("shop_carts", List.of("upsert"), List.of("user_id"), true, false),
            tuple("orders", List.of("select"), List.of("customer"), true, false),
            tuple("orders", List.of("select"), List.of(), false, false),
            tuple("orders", List.of("delete"), List.of("id"), true, true));
  }

  private SourceFacts read(String code) {
    return new HandMade(folder).with("backend/server.py", code).read();
  }

  private static Entity entity(Declared declared, String name) {
    return declared.entity(name).orElseThrow();
  }
}
