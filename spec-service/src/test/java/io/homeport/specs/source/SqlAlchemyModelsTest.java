package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.Declared.Database;
import io.homeport.specs.declared.Declared.Entity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlAlchemyModelsTest {

  private static final String CELLAR =
      """
      import enum
      from sqlalchemy import Column, Enum, ForeignKey, Integer, String, Table, UniqueConstraint
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
      engine = create_engine("postgresql+psycopg://cellar")
      class Base(DeclarativeBase): pass
      class Stamped:
          created_at = Column(DateTime, server_default=func.now(), nullable=False)
      class Colour(str, enum.Enum):
          RED = "red"
          WHITE = "white"
      tags = Table("wine_tags", Base.metadata,
          Column("wine_id", ForeignKey("wines.id"), primary_key=True),
          Column("tag", String(20), primary_key=True))
      class Grower(Base):
          __tablename__ = "growers"
          id = Column(Integer, primary_key=True)
          email = Column("mail", String(80), unique=True)
          wines = relationship("Wine", back_populates="grower")
          card = relationship("Card", uselist=False)
      class Wine(Stamped, Base):
          __tablename__ = "wines"
          __table_args__ = (UniqueConstraint("grower_id", "name"),)
          id: Mapped[int] = mapped_column(primary_key=True)
          name: Mapped[str] = mapped_column(String(50))
          note: Mapped[str | None]
          colour: Mapped[Colour] = mapped_column(Enum(Colour), default=Colour.RED)
          grower_id: Mapped[int] = mapped_column(ForeignKey("growers.id", ondelete="CASCADE"))
          grower: Mapped["Grower"] = relationship(back_populates="wines")
      class Card(Base):
          __tablename__ = "cards"
          number = Column(String, primary_key=True)
          grower_id = Column(ForeignKey(Grower.id))
      """;

  @TempDir private Path folder;

  @Test
  void tables_have_the_columns_of_their_classes_and_of_what_those_build_on() {
    var declared = new HandMade(folder).with("app/models.py", CELLAR).read().declared();

    assertThat(declared.entities())
        .extracting(Entity::name, Entity::identifier, Entity::unique, Entity::database)
        .containsExactly(
            tuple("wine_tags", List.of("wine_id", "tag"), List.of(), Database.POSTGRES),
            tuple("growers", List.of("id"), List.of(List.of("mail")), Database.POSTGRES),
            tuple("wines", List.of("id"), List.of(List.of("grower_id", "name")), Database.POSTGRES),
            tuple("cards", List.of("number"), List.of(), Database.POSTGRES));
    assertThat(entity(declared, "wines").attributes())
        .extracting("name", "type", "required", "defaultValue", "generated")
        .containsExactly(
            tuple("created_at", "DateTime", true, "func.now()", false),
            tuple("id", "int", true, null, true),
            tuple("name", "String(50)", true, null, false),
            tuple("note", "str", false, null, false),
            tuple("colour", "colour", true, "Colour.RED", false),
            tuple("grower_id", "int", true, null, false));
    assertThat(entity(declared, "growers").attributes())
        .extracting("name", "required")
        .containsExactly(tuple("id", true), tuple("mail", false));
    assertThat(declared.enums())
        .extracting("name", "values")
        .containsExactly(tuple("colour", List.of("RED", "WHITE")));
  }

  @Test
  void foreign_keys_are_relationships_to_one_where_the_other_side_holds_but_one() {
    var declared = new HandMade(folder).with("app/models.py", CELLAR).read().declared();

    assertThat(declared.relationships())
        .extracting("from", "fromAttributes", "to", "toAttributes", "one", "required", "onDelete")
        .containsExactly(
            tuple(
                "wine_tags", List.of("wine_id"), "wines", List.of("id"), false, true, "no action"),
            tuple("wines", List.of("grower_id"), "growers", List.of("id"), false, true, "cascade"),
            tuple(
                "cards", List.of("grower_id"), "growers", List.of("id"), true, false, "no action"));
  }

  @Test
  void models_of_sqlmodel_and_flask_have_the_tables_that_their_classes_are_named_like() {
    var declared =
        new HandMade(folder)
            .with(
                "a.py",
                """
                from sqlmodel import Field, Relationship, SQLModel
                class BoatBase(SQLModel):
                    name: str = Field(index=True, unique=True)
                    berths: int = 4
                class Boat(BoatBase, table=True):
                    id: int | None = Field(default=None, primary_key=True)
                    owner_id: int = Field(foreign_key="owner.id")
                    trips: list["Trip"] = Relationship(back_populates="boat")
                class BoatCreate(BoatBase):
                    pass
                class Owner(SQLModel, table=True):
                    id: int = Field(primary_key=True)
                """)
            .with(
                "b.py",
                """
                from flask_sqlalchemy import SQLAlchemy
                db = SQLAlchemy()
                class TripLog(db.Model):
                    id = db.Column(db.Integer, primary_key=True)
                    text = db.Column(db.Text, nullable=False, default="")
                """)
            .read()
            .declared();

    assertThat(declared.entities())
        .extracting(Entity::name)
        .containsExactly("boat", "owner", "trip_log");
    assertThat(entity(declared, "boat").unique()).containsExactly(List.of("name"));
    assertThat(entity(declared, "boat").attributes())
        .extracting("name", "type", "required", "defaultValue", "generated")
        .containsExactly(
            tuple("name", "str", true, null, false),
            tuple("berths", "int", true, "4", false),
            tuple("id", "int", true, null, true),
            tuple("owner_id", "int", true, null, false));
    assertThat(entity(declared, "trip_log").attributes())
        .extracting("name", "type", "required", "defaultValue")
        .containsExactly(tuple("id", "Integer", true, null), tuple("text", "Text", true, "\"\""));
    assertThat(declared.relationships())
        .extracting("from", "to")
        .containsExactly(tuple("boat", "owner"));
  }

  @Test
  void queries_are_found_with_what_they_do_whatever_holds_the_object() {
    var facts =
        new HandMade(folder)
            .with("app/models.py", CELLAR)
            .with(
                "app/routes.py",
                """
                from .models import Grower, Wine as Bottle
                def show(db, id):
                    all = db.query(Bottle).all()
                    one = db.query(Grower).filter(Grower.email == id).first()
                    one.email = "x"
                    db.delete(one)
                async def change(session, id, body):
                    session.add(Bottle(name="a", grower_id=id))
                    found = await session.get(Bottle, id)
                    for key, value in body.items():
                        setattr(found, key, value)
                    statement = select(Bottle)
                    statement = statement.where(Bottle.name == id)
                    result = await session.execute(statement)
                    await session.execute(update(Bottle).where(Bottle.id == id).values(note="b"))
                    await session.execute(delete(Grower))
                    made = Grower(email="y")
                    made.email = "z"
                    session.add(made)
                    session.add(Helper())
                    session.query(func.count(Grower.id)).scalar()
                """)
            .read();

    assertThat(facts.tables())
        .extracting("name", "operations", "filters", "keys", "bounded")
        .containsExactly(
            tuple("wines", List.of("select"), List.of(), List.of(), false),
            tuple("growers", List.of("select"), List.of("mail"), List.of(), true),
            tuple("growers", List.of("update"), List.of(), List.of("mail"), true),
            tuple("growers", List.of("delete"), List.of(), List.of(), true),
            tuple("wines", List.of("insert"), List.of(), List.of("name", "grower_id"), true),
            tuple("wines", List.of("select"), List.of("id"), List.of(), true),
            tuple("wines", List.of("update"), List.of(), List.of(), true),
            tuple("wines", List.of("select"), List.of(), List.of(), true),
            tuple("wines", List.of("update"), List.of("id"), List.of("note"), true),
            tuple("growers", List.of("delete"), List.of(), List.of(), true),
            tuple("growers", List.of("insert"), List.of(), List.of("mail"), true),
            tuple("growers", List.of("select"), List.of(), List.of(), true));
  }

  private static Entity entity(Declared declared, String name) {
    return declared.entity(name).orElseThrow();
  }
}
