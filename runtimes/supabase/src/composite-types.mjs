// Values of composite types. REST gets them as JSON objects; PostgreSQL reads them as record literals such as `("a b",3)`.

const ARRAY = "A";
const JSON_TYPES = ["json", "jsonb"];

/**
 * Teaches the driver to write the composite types of a database, and arrays of them.
 *
 * @param sql the driver; what it knows is for all its connections
 */
export async function registerCompositeTypes(sql) {
  const found = await sql`
    select t.oid::int, t.typarray::int as array_oid, coalesce(jsonb_agg(jsonb_build_object(
      'name', a.attname, 'type', at.typname, 'category', at.typcategory, 'oid', a.atttypid::int, 'element', at.typelem::int) order by a.attnum)
      filter (where a.attnum is not null), '[]') as attributes
    from pg_catalog.pg_type t
    join pg_catalog.pg_class c on c.oid = t.typrelid
    join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_type at on at.oid = a.atttypid
    where t.typtype = 'c' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    group by t.oid, t.typarray`;
  const types = new Map(found.map((type) => [type.oid, type]));
  const { serializers, parsers } = sql.options;
  for (const { oid, array_oid: arrayOid } of found) {
    serializers[oid] = (value) => toRecord(value, oid, types);
    serializers[arrayOid] = (value) => toArray(value, (element) => toRecord(element, oid, types));
    parsers[arrayOid] ??= (text) => text;
  }
}

function toRecord(value, oid, types) {
  if (value === null || typeof value !== "object") return String(value);
  const fields = types.get(oid).attributes.map((attribute) => quote(toField(value[attribute.name], attribute, types)));
  return `(${fields.join(",")})`;
}

/** @returns the text of the value, or null */
function toField(value, { type, category, oid, element }, types) {
  if (value === null || value === undefined) return null;
  if (JSON_TYPES.includes(type)) return JSON.stringify(value);
  if (types.has(oid)) return toRecord(value, oid, types);
  if (category === ARRAY && Array.isArray(value)) return toArray(value, (it) => toField(it, { type: type.replace(/^_/, ""), category: "", oid: element }, types));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function toArray(value, toElement) {
  if (!Array.isArray(value)) return String(value);
  const elements = value.map((it) => {
    if (Array.isArray(it)) return toArray(it, toElement);
    const text = it === null ? null : toElement(it);
    return text === null ? "null" : quote(text);
  });
  return `{${elements.join(",")}}`;
}

function quote(text) {
  return text === null ? "" : `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
