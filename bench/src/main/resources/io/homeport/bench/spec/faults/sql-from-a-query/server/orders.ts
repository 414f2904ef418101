import express from 'express';
const app = express();
app.get('/orders', requireUser, async (req, res) => {
  res.json(await pool.query(`select * from orders where state = '${req.query.state}'`));
});
