export const address = 'postgresql://postgres:{{password}}@db.kiln.test:5432/postgres';
